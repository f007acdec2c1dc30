//! What goes on beside the requests, for as long as the service runs: noticing rotated keys.

use crate::flows::Context;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// How late a node may notice that the signing key was rotated, where no token tells it before.
const LOOKS_AT_KEYS: Duration = Duration::from_secs(1);

/// The work beside the requests; it ends when this is dropped.
#[must_use = "it ends when it is dropped"]
pub struct Background(Vec<JoinHandle<()>>);

impl Background {
    /// Starts it, on the runtime that is running.
    pub fn start(context: &Context) -> Self {
        Self(vec![tokio::spawn(notice_rotations(context.clone()))])
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
