//! Who signs in: people whom the seeded tables know, and strangers, each with an ID token of their own, minted before the
//! clock starts.

use anyhow::{Result, anyhow};
use daemun::sandbox::{StandIn, StandInUser, TokenRequest};
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Subjects of the people in the seeded tables: this and the number of the person, from 1.
pub const FIRST_SUBJECT: u64 = 9_000_000_000;
/// Strangers begin here.
const FIRST_STRANGER: u64 = 7_000_000_000;
/// Threads that mint: signing takes half a millisecond.
const MINTERS: usize = 2;
/// How many tokens are minted between two signs of life.
const CHUNK: usize = 2_000;

/// Tokens of `count` of the `users` that are seeded: nobody comes twice before everybody has come, and neighbours in the table
/// do not come together, as people do not.
pub fn known(kakao: &StandIn, users: u64, count: usize) -> Result<Vec<String>> {
    let stride = stride(users);
    let subjects: Vec<u64> = (0..count as u64)
        .map(|number| FIRST_SUBJECT + 1 + (number * stride) % users)
        .collect();
    mint(kakao, &subjects, "returning users")
}

/// A step that reaches each of `users` before it comes back to the first, and leads far away each time.
fn stride(users: u64) -> u64 {
    let golden = users * 618 / 1_000;
    (golden.max(1)..=users)
        .find(|step| greatest_common_divisor(*step, users) == 1)
        .unwrap_or(1)
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

/// Tokens of `count` people of whom nobody has heard, also not in an earlier call.
pub fn strangers(kakao: &StandIn, count: usize) -> Result<Vec<String>> {
    static NEXT: AtomicU64 = AtomicU64::new(FIRST_STRANGER);
    let first = NEXT.fetch_add(count as u64, Ordering::Relaxed);
    let subjects: Vec<u64> = (first..first + count as u64).collect();
    mint(kakao, &subjects, "new users")
}

fn mint(kakao: &StandIn, subjects: &[u64], whose: &str) -> Result<Vec<String>> {
    let mut tokens = Vec::with_capacity(subjects.len());
    for some in subjects.chunks(CHUNK * MINTERS) {
        let parts = thread::scope(|scope| {
            let minters: Vec<_> = some
                .chunks(some.len().div_ceil(MINTERS))
                .map(|part| scope.spawn(move || part.iter().map(|of| token(kakao, *of)).collect()))
                .collect();
            let minted = minters.into_iter().map(|minter| {
                let part: Result<Vec<String>> = minter
                    .join()
                    .map_err(|_| anyhow!("a minting thread panicked"))?;
                part
            });
            minted.collect::<Result<Vec<_>>>()
        })?;
        tokens.extend(parts.into_iter().flatten());
        progress(tokens.len(), subjects.len(), whose)?;
    }
    Ok(tokens)
}

fn token(kakao: &StandIn, subject: u64) -> Result<String> {
    let mut person = StandInUser::new(subject);
    let number = subject - subject / 1_000_000_000 * 1_000_000_000;
    person.nickname = Some(format!("user {number}"));
    person.picture = Some("https://k.kakaocdn.net/dn/a/img_110x110.jpg".to_owned());
    person.email = Some(format!("bench{subject}@example.com"));
    let mut request = TokenRequest::of(person);
    request.expires_in = 12 * 3_600;
    Ok(kakao.mint_id_token(&request)?.id_token)
}

/// Signs of life on standard error, so that standard output holds the result alone.
fn progress(done: usize, of: usize, whose: &str) -> Result<()> {
    let mut out = std::io::stderr();
    write!(out, "\rminting tokens of {whose}: {done} of {of}")?;
    if done >= of {
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_comes_once_before_anybody_comes_twice() {
        for users in [1, 2, 3, 10, 1_000, 10_000, 65_536] {
            let step = stride(users);
            let came: HashSet<u64> = (0..users).map(|number| number * step % users).collect();
            assert_eq!(came.len() as u64, users);
        }
    }
}
