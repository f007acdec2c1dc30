//! Running a batch: one transaction for all of it, and if that fails one for each member.

use super::job::{Job, Outcome};
use super::queue::Queue;
use super::{refresh, sign_in, told};
use crate::store::connection::DbConnection;
use crate::store::error::StoreError;
use crate::store::gateway::Lines;
use diesel::result::QueryResult;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a writer thread does until the queue is closed.
pub fn run(queue: &Queue, lines: &Lines) {
    while let Some(batch) = queue.take() {
        lines.tally.batch(batch.len());
        // A panic is a bug, yet it may cost only the batch that met it: its callers are told when their replies drop.
        let settled = catch_unwind(AssertUnwindSafe(|| settle(queue, lines, batch)));
        let deferred = settled.unwrap_or_else(|_panic| {
            tracing::error!("a writer thread panicked; its batch was given up");
            Vec::new()
        });
        queue.done(deferred);
    }
}

/// Runs a batch and answers its members, but for those that have to wait for the next one, which it returns.
fn settle(queue: &Queue, lines: &Lines, batch: Vec<Job>) -> Vec<Job> {
    match lines.write(|conn| run_batch(conn, &batch)) {
        Ok(outcomes) => answer(lines, batch, outcomes),
        Err(StoreError::Unavailable(reason)) => {
            // Whoever waits behind would wait for the same.
            for job in batch.into_iter().chain(queue.drain()) {
                job.fail(StoreError::Unavailable(reason.clone()));
            }
            Vec::new()
        }
        Err(error) if batch.len() == 1 => {
            for job in batch {
                job.fail(error.clone());
            }
            Vec::new()
        }
        Err(error) => {
            tracing::warn!(%error, members = batch.len(), "a batch failed; its members run one by one");
            batch
                .into_iter()
                .flat_map(|job| settle(queue, lines, vec![job]))
                .collect()
        }
    }
}

fn answer(lines: &Lines, batch: Vec<Job>, outcomes: Vec<Option<Outcome>>) -> Vec<Job> {
    let mut deferred = Vec::new();
    for (job, outcome) in batch.into_iter().zip(outcomes) {
        match outcome {
            Some(outcome) => {
                told::count(&lines.tally, &job, &outcome);
                job.answer(outcome);
            }
            None => deferred.push(job),
        }
    }
    deferred
}

/// Runs every member inside the transaction that is open; `None` for one that must wait for the next batch.
fn run_batch(conn: &mut DbConnection, batch: &[Job]) -> QueryResult<Vec<Option<Outcome>>> {
    let mut sign_ins = Vec::new();
    let mut refreshes = Vec::new();
    for job in batch {
        match job {
            Job::SignIn(job, _) => sign_ins.push(&**job),
            Job::Refresh(job, _) => refreshes.push(&**job),
        }
    }
    let mut signed_in = sign_in::run(conn, &sign_ins)?.into_iter();
    let mut kept_alive = refresh::run(conn, &refreshes)?.into_iter();
    Ok(batch
        .iter()
        .map(|job| match job {
            Job::SignIn(..) => signed_in.next().flatten().map(Outcome::SignIn),
            Job::Refresh(..) => kept_alive.next().flatten().map(Outcome::Refresh),
        })
        .collect())
}
