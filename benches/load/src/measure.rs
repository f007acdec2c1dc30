//! One run against one server, with the accounts of everybody's CPU time before and after.

use crate::drive::Run;
use crate::ground::Ground;
use crate::plan::Step;
use crate::report::{Purpose, RunReport};
use crate::server::Server;
use crate::work::{Mode, Session, Tokens};
use crate::{metrics, people, proc, sessions};
use anyhow::Result;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// CPU time so far, and the sum and the count of the sizes of batches.
struct Account {
    service: Duration,
    postgres: Duration,
    load: Duration,
    batches: Option<(f64, f64)>,
}

impl Account {
    fn now(server: &Server, postmaster: Option<u32>) -> Result<Self> {
        let mut account = Self {
            service: Duration::ZERO,
            postgres: postmaster
                .map(proc::cpu_of_family)
                .transpose()?
                .unwrap_or_default(),
            load: proc::cpu_of(std::process::id())?,
            batches: None,
        };
        for pid in &server.pids {
            account.service += proc::cpu_of(*pid)?;
        }
        for address in &server.metrics {
            if let Some((sum, count)) = metrics::batches(address)? {
                let (sum_before, count_before) = account.batches.unwrap_or_default();
                account.batches = Some((sum_before + sum, count_before + count));
            }
        }
        Ok(account)
    }
}

/// Runs `step` against `server`.
pub fn measure(ground: &Ground<'_>, server: &Server, step: &Step) -> Result<RunReport> {
    eprintln!(
        "{}: {} of {} users at {} connections ({})",
        server.name,
        step.mode.name(),
        ground.users,
        step.connections,
        step.purpose.name()
    );
    let run = Run {
        mode: step.mode,
        targets: &server.targets,
        connections: step.connections,
        rate: step.rate,
        overload: step.purpose == Purpose::Overload,
        duration: step.duration,
        tokens: tokens(ground, step)?,
        sessions: borrow_sessions(ground, server, step)?,
    };
    for pid in &server.pids {
        proc::forget_peak(*pid);
    }
    let before = Cell::new(None);
    let (came, after) = run.run(
        || {
            before.set(Some(Account::now(server, ground.postmaster)?));
            Ok(())
        },
        || Account::now(server, ground.postmaster),
    )?;
    let before = before
        .take()
        .unwrap_or(Account::now(server, ground.postmaster)?);
    let figures = came.tally.figures(came.elapsed, came.due);
    let answers = figures.sent;
    let mut peak = None;
    for pid in &server.pids {
        peak = peak.max(Some(proc::peak_memory_kib(*pid)?));
    }
    if step.mode.needs_session() {
        server.sessions.replace(came.sessions);
    }
    let known = (!server.pids.is_empty()).then_some(());
    Ok(RunReport {
        server: server.name.clone(),
        ours: server.ours,
        mode: step.mode.name(),
        database: ground.options.database.name(),
        users: ground.users,
        connections: step.connections,
        purpose: step.purpose,
        rate: step.rate,
        figures,
        service_us: known.map(|()| per_answer(before.service, after.service, answers)),
        postgres_us: ground
            .postmaster
            .map(|_| per_answer(before.postgres, after.postgres, answers)),
        load_us: per_answer(before.load, after.load, answers),
        peak_mib: peak.map(|kib| kib as f64 / 1_024.0),
        batch: before
            .batches
            .zip(after.batches)
            .and_then(|(before, after)| {
                let (sum, count) = (after.0 - before.0, after.1 - before.1);
                (count > 0.0).then_some(sum / count)
            }),
    })
}

/// In microseconds.
fn per_answer(before: Duration, after: Duration, answers: u64) -> f64 {
    after.saturating_sub(before).as_secs_f64() * 1e6 / answers.max(1) as f64
}

fn tokens(ground: &Ground<'_>, step: &Step) -> Result<Tokens> {
    match step.mode {
        Mode::Refresh | Mode::User => Ok(Tokens::once(Rc::default())),
        // A stranger is one only once, so that every run gets strangers of its own.
        Mode::SignUp => {
            let minted = people::strangers(ground.kakao, ground.tokens_needed())?;
            Ok(Tokens::once(Rc::new(minted)))
        }
        Mode::SignIn | Mode::Mix if step.purpose == Purpose::Overload => {
            Ok(Tokens::again(ground.tokens()?))
        }
        Mode::SignIn | Mode::Mix => Ok(Tokens::once(ground.tokens()?)),
    }
}

/// The sessions of a server; those that are missing are opened first, at least one for each connection.
fn borrow_sessions(ground: &Ground<'_>, server: &Server, step: &Step) -> Result<Vec<Session>> {
    if !step.mode.needs_session() {
        return Ok(Vec::new());
    }
    let mut held = server.sessions.take();
    let fallback = ground.users.min(2_000);
    let wanted = usize::try_from(ground.options.sessions.unwrap_or(fallback))?;
    let missing = wanted.max(step.connections).saturating_sub(held.len());
    if missing > 0 {
        let tokens = people::known(ground.kakao, ground.users, missing)?;
        held.extend(sessions::open(&server.targets, tokens)?);
    }
    Ok(held)
}
