//! What a connection asks for, one request after the other, and what it keeps of the answers.

use crate::http::{Answer, Connection};
use crate::target::Target;
use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// People whom the service knows sign in by ID token.
    SignIn,
    /// People whom it does not know sign in by ID token.
    SignUp,
    /// Each connection refreshes one session over and over, with the token that the last answer gave.
    Refresh,
    /// GET /user.
    User,
    /// 10 % sign-ins, 40 % refreshes, 50 % GET /user.
    Mix,
}

impl Mode {
    /// Whether its connections hold a session before the clock starts.
    pub fn needs_session(self) -> bool {
        matches!(self, Self::Refresh | Self::User | Self::Mix)
    }

    /// How many of a hundred requests need an ID token of their own.
    pub fn tokens_of_hundred(self) -> usize {
        match self {
            Self::SignIn | Self::SignUp => 100,
            Self::Mix => 10,
            Self::Refresh | Self::User => 0,
        }
    }

    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignUp => "sign-up",
            Self::Refresh => "refresh",
            Self::User => "user",
            Self::Mix => "mix",
        }
    }
}

/// ID tokens, each used once.
#[derive(Clone)]
pub struct Tokens {
    all: Arc<Vec<String>>,
    next: Arc<AtomicUsize>,
}

impl Tokens {
    /// None used yet.
    pub fn new(all: Vec<String>) -> Self {
        Self {
            all: Arc::new(all),
            next: Arc::default(),
        }
    }

    fn take(&self) -> Option<&str> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        self.all.get(next).map(String::as_str)
    }
}

/// The work of one connection.
pub struct Worker {
    mode: Mode,
    target: Target,
    tokens: Tokens,
    turn: usize,
    session: Session,
}

#[derive(Default)]
struct Session {
    access_token: String,
    refresh_token: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    SignIn,
    Refresh,
    User,
}

/// Ten requests of the mix: one sign-in, four refreshes, five times the user.
const MIX: [Step; 10] = [
    Step::SignIn,
    Step::User,
    Step::Refresh,
    Step::User,
    Step::Refresh,
    Step::User,
    Step::Refresh,
    Step::User,
    Step::Refresh,
    Step::User,
];

impl Worker {
    /// A worker whose turns begin at `number`, so that not everybody does the same at once.
    pub fn new(mode: Mode, target: Target, tokens: Tokens, number: usize) -> Self {
        Self {
            mode,
            target,
            tokens,
            turn: number,
            session: Session::default(),
        }
    }

    /// Where it asks.
    pub fn address(&self) -> std::net::SocketAddr {
        self.target.address
    }

    /// Signs in with `token`, outside of the measurement.
    pub async fn begin(&mut self, connection: &mut Connection, token: &str) -> Result<()> {
        let answer = connection
            .exchange(&self.target.sign_in(token))
            .await
            .context("the server under test does not answer")?;
        let body = connection.body(answer);
        if answer.status != 200 {
            bail!(
                "the first sign-in was answered {} {}",
                answer.status,
                String::from_utf8_lossy(body)
            );
        }
        self.session.keep(body)
    }

    /// The next request; `None` once the tokens are used up.
    pub fn next(&mut self) -> Option<(bool, Vec<u8>)> {
        let step = match self.mode {
            Mode::SignIn | Mode::SignUp => Step::SignIn,
            Mode::Refresh => Step::Refresh,
            Mode::User => Step::User,
            Mode::Mix => *MIX.get(self.turn % MIX.len())?,
        };
        self.turn += 1;
        let request = match step {
            Step::SignIn => self.target.sign_in(self.tokens.take()?),
            Step::Refresh => self.target.refresh(&self.session.refresh_token),
            Step::User => self.target.user(&self.session.access_token),
        };
        Some((step != Step::User && self.mode.needs_session(), request))
    }

    /// Looks at an answer: what it gives is kept where the next request needs it.
    pub fn take(
        &mut self,
        connection: &Connection,
        answer: Answer,
        holds_session: bool,
    ) -> Result<(), String> {
        if answer.status != 200 {
            return Err(format!(
                "{} {}",
                answer.status,
                code(connection.body(answer))
            ));
        }
        if holds_session {
            let kept = self.session.keep(connection.body(answer));
            return kept.map_err(|error| error.to_string());
        }
        Ok(())
    }
}

impl Session {
    fn keep(&mut self, body: &[u8]) -> Result<()> {
        let body = std::str::from_utf8(body)?;
        member(body, "access_token")?.clone_into(&mut self.access_token);
        member(body, "refresh_token")?.clone_into(&mut self.refresh_token);
        Ok(())
    }
}

/// A text member of a body. Parsing the whole of it would cost more than the server takes to write it.
fn member<'b>(body: &'b str, name: &str) -> Result<&'b str> {
    let mark = format!("\"{name}\":\"");
    let (_, rest) = body
        .split_once(&mark)
        .with_context(|| format!("no {name} in an answer"))?;
    let (value, _) = rest.split_once('"').context("an answer that ends early")?;
    Ok(value)
}

/// The error's code, to count by.
fn code(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    let named = ["error_code", "code", "error"]
        .iter()
        .find_map(|name| member(&body, name).ok());
    named.unwrap_or("without a code").to_owned()
}
