//! A few people who sign in and refresh as fast as they are answered, until the service is gone.

use super::ledger::{Ledger, refresh, sign_in};
use super::support::client::{Client, Response};
use super::support::kakao::Kakao;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

/// How many are under way at once.
const AT_ONCE: usize = 8;
/// How long the answers may take to come, all together.
const PATIENCE: Duration = Duration::from_secs(30);

/// Subjects at Kakao that nobody has used yet.
static NEXT_PERSON: AtomicU64 = AtomicU64::new(1_000);

/// A load that is about to begin.
pub struct Load<'a> {
    service: Client,
    kakao: &'a Kakao,
    ledger: &'a Ledger,
}

impl<'a> Load<'a> {
    /// A load on `service`, whose answers go into `ledger`.
    pub fn start(service: Client, kakao: &'a Kakao, ledger: &'a Ledger) -> Self {
        Self {
            service,
            kakao,
            ledger,
        }
    }

    /// Runs until so many were answered, lets the blow fall, and returns once nobody is answered any more.
    pub fn run_until_answered(&self, answers: usize, blow: impl FnOnce()) {
        let (answered, seen) = channel();
        thread::scope(|scope| {
            for number in 0..AT_ONCE {
                let answered = answered.clone();
                scope.spawn(move || self.keep_asking(number, &answered));
            }
            drop(answered);
            for _ in 0..answers {
                seen.recv_timeout(PATIENCE)
                    .expect("the service answers until the blow falls");
            }
            blow();
        });
    }

    /// Two strangers sign in, then somebody known, who refreshes three times, over and over. A session is refreshed by
    /// one asker alone, as by one device, so that its newest token is the one that was answered last.
    fn keep_asking(&self, number: usize, answered: &Sender<()>) {
        let mut token = String::new();
        let mut person = 0;
        for turn in 0.. {
            let request = match turn % 6 {
                3.. => refresh(&self.service, &token),
                place => {
                    let known = self.ledger.anybody(turn * AT_ONCE + number);
                    let known = known.filter(|_| place == 2);
                    person = known.unwrap_or_else(|| NEXT_PERSON.fetch_add(1, Ordering::Relaxed));
                    sign_in(&self.service, self.kakao, person)
                }
            };
            let Some(answer) = still_there(request.try_send()) else {
                return;
            };
            token = self.ledger.enter(person, &answer);
            answered.send(()).expect("who listens outlives the askers");
        }
    }
}

/// The answer, or nothing once the service or its database is gone: the first is no answer at all, the second a 503 that
/// says when to come back.
fn still_there(answer: io::Result<Response>) -> Option<Response> {
    let answer = answer.ok()?;
    if answer.status == 503 {
        assert!(answer.header("retry-after").is_some(), "{answer}");
        return None;
    }
    Some(answer.expect(200))
}
