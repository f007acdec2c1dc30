//! Signs people in before the clock starts, so that a run has sessions to refresh and to ask about.

use crate::http::Connection;
use crate::target::Target;
use crate::work::Session;
use anyhow::{Context as _, Result, bail};
use std::cell::Cell;
use std::rc::Rc;
use tokio::task::{JoinSet, LocalSet};

/// Connections that sign in at once.
const AT_ONCE: usize = 16;

/// A session for each of `tokens`, signed in at `targets` in turn.
pub fn open(targets: &[Target], tokens: Vec<String>) -> Result<Vec<Session>> {
    eprintln!("signing in {} people", tokens.len());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, all(targets, tokens))
}

async fn all(targets: &[Target], tokens: Vec<String>) -> Result<Vec<Session>> {
    let tokens: Rc<Vec<String>> = Rc::new(tokens);
    let next = Rc::new(Cell::new(0));
    let mut working = JoinSet::new();
    for target in targets.iter().cycle().take(AT_ONCE.max(targets.len())) {
        working.spawn_local(some(target.clone(), Rc::clone(&tokens), Rc::clone(&next)));
    }
    let mut sessions = Vec::with_capacity(tokens.len());
    while let Some(done) = working.join_next().await {
        sessions.extend(done??);
    }
    Ok(sessions)
}

async fn some(
    target: Target,
    tokens: Rc<Vec<String>>,
    next: Rc<Cell<usize>>,
) -> Result<Vec<Session>> {
    let mut connection = Connection::open(target.address)
        .await
        .with_context(|| format!("{} takes no connection", target.address))?;
    let (mut sessions, mut request) = (Vec::new(), Vec::new());
    while let Some(token) = tokens.get(next.replace(next.get() + 1)) {
        target.sign_in(&mut request, token);
        let answer = connection
            .exchange(&request)
            .await
            .context("the server under test does not answer")?;
        let body = connection.body(answer);
        if answer.status != 200 {
            bail!(
                "a sign-in before the first run was answered {} {}",
                answer.status,
                String::from_utf8_lossy(body)
            );
        }
        sessions.push(Session::of(body)?);
    }
    Ok(sessions)
}
