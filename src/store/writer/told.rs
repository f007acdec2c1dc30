//! Counting what became of a job, once its batch is on disk.

use super::job::{Job, Outcome};
use crate::domain::refresh::Step;
use crate::store::stats::Tally;

/// Counts it.
pub fn count(tally: &Tally, job: &Job, outcome: &Outcome) {
    match (job, outcome) {
        (Job::SignIn(job), Outcome::SignIn(Ok(signed_in))) => {
            if job.link_to.is_some() {
                tally.linked.up();
            } else if signed_in.is_new_user {
                tally.new_users.up();
            } else {
                tally.returning_users.up();
            }
        }
        (_, Outcome::Refresh(Ok(refreshed))) => match refreshed.step {
            Step::Rotate(_) | Step::Child => tally.rotated.up(),
            Step::Replay { .. } | Step::Active => tally.replayed.up(),
            Step::Upgrade => tally.upgraded.up(),
        },
        (_, Outcome::Refresh(Err(_))) => tally.refused.up(),
        // A sign-in that was refused is among the refusals of requests, with its reason.
        (_, Outcome::SignIn(_)) => {}
    }
}
