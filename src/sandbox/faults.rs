//! How tests make the stand-in misbehave, and what it was asked: switched and read while it runs.
//!
//! A fault lies at a path and comes instead of the genuine answer, once or until it is cleared. Arrivals are counted
//! per path, whatever becomes of them, and can be waited for, so that no test has to sleep.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::http::StatusCode;
use tokio::sync::watch;

/// What comes instead of the genuine answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This status, with a body that says nothing.
    Status(StatusCode),
    /// Nothing, until [`Faults::release`]; then the genuine answer.
    Hang,
    /// 302 to this address.
    Redirect(String),
    /// The genuine answer, and blanks behind it that make it larger than 2 MiB.
    Oversized,
    /// 200 with a page of HTML.
    NotJson,
    /// The connection ends in the middle of the body.
    CutOff,
    /// 200 with this text, said to be JSON.
    Body(String),
}

/// An error of the token endpoint's, whatever it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The member `error`.
    pub error: String,
    /// The member `error_code`, if there is to be one.
    pub code: Option<String>,
}

impl TokenRefusal {
    /// The error `invalid_grant` with status 400 and this `KOE…` code.
    pub fn koe(code: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_grant".to_owned(),
            code: Some(code.into()),
        }
    }
}

/// The switches of one stand-in; clones act on the same one.
#[derive(Clone)]
pub struct Faults {
    switches: Arc<Switches>,
}

struct Switches {
    planned: Mutex<Planned>,
    releases: watch::Sender<()>,
    arrivals: watch::Sender<HashMap<String, usize>>,
}

#[derive(Default)]
struct Planned {
    by_path: HashMap<String, (Fault, Times)>,
    refusal: Option<(TokenRefusal, Times)>,
    without_id_token: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    Always,
}

impl Faults {
    pub(super) fn new() -> Self {
        Self {
            switches: Arc::new(Switches {
                planned: Mutex::new(Planned::default()),
                releases: watch::Sender::new(()),
                arrivals: watch::Sender::new(HashMap::new()),
            }),
        }
    }

    /// Every request to `path` gets `fault` from now on.
    pub fn always(&self, path: &str, fault: Fault) {
        self.plan(path, fault, Times::Always);
    }

    /// The next request to `path` gets `fault`.
    pub fn once(&self, path: &str, fault: Fault) {
        self.plan(path, fault, Times::Once);
    }

    /// Requests to `path` get the genuine answer again; one that hangs goes on hanging.
    pub fn clear(&self, path: &str) {
        self.planned().by_path.remove(path);
    }

    /// Lets every request go that hangs, and has none hang from now on.
    pub fn release(&self) {
        let mut planned = self.planned();
        planned
            .by_path
            .retain(|_, (fault, _)| *fault != Fault::Hang);
        self.switches.releases.send_replace(());
    }

    /// The next request to the token endpoint is refused like this.
    pub fn refuse_next_exchange(&self, refusal: TokenRefusal) {
        self.planned().refusal = Some((refusal, Times::Once));
    }

    /// Every request to the token endpoint is refused like this from now on; with `None`, no longer.
    pub fn refuse_exchanges(&self, refusal: Option<TokenRefusal>) {
        self.planned().refusal = refusal.map(|refusal| (refusal, Times::Always));
    }

    /// Whether the token endpoint leaves out the ID token, as Kakao does for an app with OpenID Connect off.
    pub fn leave_out_id_tokens(&self, leave_out: bool) {
        self.planned().without_id_token = leave_out;
    }

    /// How many requests to `path` have arrived so far.
    #[must_use]
    pub fn requests(&self, path: &str) -> usize {
        let arrivals = self.switches.arrivals.borrow();
        arrivals.get(path).copied().unwrap_or(0)
    }

    /// Waits until `count` requests to `path` have arrived.
    ///
    /// There is no deadline in it: set one around it.
    pub async fn arrived(&self, path: &str, count: usize) {
        let mut arrivals = self.switches.arrivals.subscribe();
        let reached = arrivals
            .wait_for(|seen| seen.get(path).copied().unwrap_or(0) >= count)
            .await;
        match reached {
            // The only error is that the sender is gone, and we hold it.
            Ok(_) | Err(_) => {}
        }
    }

    pub(super) fn count(&self, path: &str) {
        self.switches.arrivals.send_modify(|arrivals| {
            let seen = arrivals.entry(path.to_owned()).or_default();
            *seen = seen.saturating_add(1);
        });
    }

    /// The fault that a request to `path` runs into, with what tells the next release.
    pub(super) fn strike(&self, path: &str) -> Option<(Fault, watch::Receiver<()>)> {
        let mut planned = self.planned();
        let (fault, times) = planned.by_path.get(path).cloned()?;
        if times == Times::Once {
            planned.by_path.remove(path);
        }
        // Subscribed under the lock that `release` takes, so that no release is missed.
        Some((fault, self.switches.releases.subscribe()))
    }

    pub(super) fn take_refusal(&self) -> Option<TokenRefusal> {
        let mut planned = self.planned();
        let (refusal, times) = planned.refusal.take()?;
        if times == Times::Always {
            planned.refusal = Some((refusal.clone(), times));
        }
        Some(refusal)
    }

    pub(super) fn leaves_out_id_tokens(&self) -> bool {
        self.planned().without_id_token
    }

    fn plan(&self, path: &str, fault: Fault, times: Times) {
        self.planned()
            .by_path
            .insert(path.to_owned(), (fault, times));
    }

    fn planned(&self) -> MutexGuard<'_, Planned> {
        self.switches
            .planned
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
