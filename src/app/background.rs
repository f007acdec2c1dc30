//! What goes on beside the requests, for as long as the service runs: noticing rotated keys, and cleaning up.

use crate::flows::Context;
use crate::flows::clean_up::clean_up;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// How late a node may notice that the signing key was rotated, where no token tells it before.
const LOOKS_AT_KEYS: Duration = Duration::from_secs(1);

/// Between two rounds of cleaning up that find little to do.
const CLEANS_UP: Duration = Duration::from_secs(60);
/// After a round that did not come to its end.
const GOES_ON: Duration = Duration::from_secs(1);

/// The work beside the requests; it ends when this is dropped.
#[must_use = "it ends when it is dropped"]
pub struct Background(Vec<JoinHandle<()>>);

impl Background {
    /// Starts it, on the runtime that is running.
    pub fn start(context: &Context) -> Self {
        let mut tasks = vec![tokio::spawn(notice_rotations(context.clone()))];
        if context.config.database.cleans_up {
            tasks.push(tokio::spawn(clean_up_now_and_then(context.clone())));
        }
        Self(tasks)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

async fn notice_rotations(context: Context) {
    if !context.keys.is_kept() {
        return;
    }
    let mut ticks = interval(LOOKS_AT_KEYS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failed = false;
    loop {
        ticks.tick().await;
        let looked = context.keys.notice(&context).await;
        if let Err(error) = &looked
            && !failed
        {
            tracing::warn!(%error, "whether the signing key was rotated cannot be seen; trying again every second");
        }
        failed = looked.is_err();
    }
}

async fn clean_up_now_and_then(context: Context) {
    loop {
        let pause = match clean_up(&context).await {
            Ok(removed) => {
                if removed.rows() > 0 {
                    let (flow_states, tokens) = (removed.flow_states, removed.tokens);
                    tracing::info!(
                        flow_states,
                        tokens,
                        sessions = removed.sessions,
                        "cleaned up"
                    );
                }
                if removed.is_unfinished() {
                    GOES_ON
                } else {
                    CLEANS_UP
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cleaning up failed; trying again later");
                CLEANS_UP
            }
        };
        tokio::time::sleep(pause).await;
    }
}
