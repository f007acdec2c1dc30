//! What a connection asks for, one request after the other, and what it keeps of the answers.

use crate::http::{Answer, Connection};
use crate::target::Target;
use anyhow::{Context as _, Result};
use clap::ValueEnum;
use std::cell::Cell;
use std::rc::Rc;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// People whom the service knows sign in by ID token.
    SignIn,
    /// People whom it does not know sign in by ID token.
    SignUp,
    /// Each connection refreshes its sessions in turn, each with the token that its last answer gave.
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

/// ID tokens that the connections of a run take in turn.
#[derive(Clone)]
pub struct Tokens {
    all: Rc<Vec<String>>,
    next: Rc<Cell<usize>>,
    again: bool,
}

impl Tokens {
    /// Each once.
    pub fn once(all: Rc<Vec<String>>) -> Self {
        Self {
            all,
            next: Rc::default(),
            again: false,
        }
    }

    /// From the first again after the last: for an overload, where most are refused unread.
    pub fn again(all: Rc<Vec<String>>) -> Self {
        Self {
            again: true,
            ..Self::once(all)
        }
    }

    fn take(&self) -> Option<&str> {
        let next = self.next.replace(self.next.get() + 1);
        let place = if self.again {
            next.checked_rem(self.all.len())?
        } else {
            next
        };
        self.all.get(place).map(String::as_str)
    }
}

/// A session that somebody holds.
#[derive(Debug, Default)]
pub struct Session {
    access_token: String,
    refresh_token: String,
}

/// The work of one connection.
pub struct Worker {
    mode: Mode,
    target: Target,
    tokens: Tokens,
    turn: usize,
    sessions: Vec<Session>,
    /// The one that the next request needs.
    session: usize,
}

/// What one request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A session for an ID token.
    SignIn,
    /// New tokens of a session.
    Refresh,
    /// The user of a session.
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
    /// A worker whose turns begin at `number`, so that not everybody does the same at once; it uses its `sessions` in turn.
    pub fn new(
        mode: Mode,
        target: Target,
        tokens: Tokens,
        sessions: Vec<Session>,
        number: usize,
    ) -> Self {
        Self {
            mode,
            target,
            tokens,
            turn: number,
            sessions,
            session: 0,
        }
    }

    /// Where it asks.
    pub fn address(&self) -> std::net::SocketAddr {
        self.target.address
    }

    /// Its sessions, as the last answers left them.
    pub fn into_sessions(self) -> Vec<Session> {
        self.sessions
    }

    /// Writes the next request to `out`, and tells what it asks for; `None` once the tokens are used up.
    pub fn next(&mut self, out: &mut Vec<u8>) -> Option<Step> {
        let step = match self.mode {
            Mode::SignIn | Mode::SignUp => Step::SignIn,
            Mode::Refresh => Step::Refresh,
            Mode::User => Step::User,
            Mode::Mix => *MIX.get(self.turn % MIX.len())?,
        };
        self.turn += 1;
        if self.mode.needs_session() {
            self.session = (self.session + 1).checked_rem(self.sessions.len())?;
        }
        let session = self.sessions.get(self.session);
        match step {
            Step::SignIn => self.target.sign_in(out, self.tokens.take()?),
            Step::Refresh => self.target.refresh(out, &session?.refresh_token),
            Step::User => self.target.user(out, &session?.access_token),
        }
        Some(step)
    }

    /// Looks at an answer: what it gives is kept where a later request needs it. `Err` is the kind of failure.
    pub fn take(
        &mut self,
        connection: &Connection,
        answer: Answer,
        step: Step,
    ) -> Result<(), String> {
        let body = connection.body(answer);
        if answer.status != 200 {
            return Err(format!("{} {}", answer.status, code(body)));
        }
        match self.sessions.get_mut(self.session) {
            Some(session) if step != Step::User => {
                session.keep(body).map_err(|error| error.to_string())
            }
            _ => Ok(()),
        }
    }
}

impl Session {
    /// The one that an answer to a sign-in gives.
    pub fn of(body: &[u8]) -> Result<Self> {
        let mut session = Self::default();
        session.keep(body)?;
        Ok(session)
    }

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

#[cfg(test)]
mod tests {
    use super::{Mode, Session, Step, Target, Tokens, Worker};
    use std::rc::Rc;

    fn session(name: &str) -> Session {
        Session {
            access_token: format!("access-{name}"),
            refresh_token: format!("refresh-{name}"),
        }
    }

    fn worker(mode: Mode, tokens: Tokens) -> Worker {
        let target = Target::parse("http://127.0.0.1:1").unwrap();
        Worker::new(mode, target, tokens, vec![session("a"), session("b")], 0)
    }

    fn two() -> Rc<Vec<String>> {
        Rc::new(vec!["one".to_owned(), "two".to_owned()])
    }

    #[test]
    fn a_connection_uses_its_sessions_in_turn() {
        let mut worker = worker(Mode::User, Tokens::once(two()));
        let mut out = Vec::new();
        let asked: Vec<bool> = (0..3)
            .map(|_| {
                assert_eq!(worker.next(&mut out), Some(Step::User));
                String::from_utf8_lossy(&out).contains("Bearer access-b\r\n")
            })
            .collect();
        assert_eq!(asked, [true, false, true]);
    }

    #[test]
    fn of_ten_requests_of_the_mix_one_signs_in_and_four_refresh() {
        let mut worker = worker(Mode::Mix, Tokens::once(two()));
        let mut out = Vec::new();
        let steps: Vec<Step> = (0..10).filter_map(|_| worker.next(&mut out)).collect();
        let count = |step| steps.iter().filter(|one| **one == step).count();
        assert_eq!(
            [Step::SignIn, Step::Refresh, Step::User].map(count),
            [1, 4, 5]
        );
    }

    #[test]
    fn sign_ins_end_with_the_tokens_unless_these_are_used_again() {
        let mut out = Vec::new();
        let mut asked = |tokens| {
            let mut worker = worker(Mode::SignIn, tokens);
            (0..5).filter_map(|_| worker.next(&mut out)).count()
        };
        assert_eq!(asked(Tokens::once(two())), 2);
        assert_eq!(asked(Tokens::again(two())), 5);
    }

    #[test]
    fn a_session_is_what_an_answer_gives() {
        let body = br#"{"access_token":"A","token_type":"bearer","refresh_token":"R","user":{}}"#;
        let session = Session::of(body).unwrap();
        assert_eq!(
            (session.access_token, session.refresh_token),
            ("A".into(), "R".into())
        );
        assert!(Session::of(b"{}").is_err());
    }
}
