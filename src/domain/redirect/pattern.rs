//! Reads a pattern of `URI_ALLOW_LIST` into the states that [`super::glob`] runs.
//!
//! What cannot mean anything stops the start and is named. Two oddities are Supabase Auth's and kept, since they stop
//! nothing there: a `{` that is never closed ends with the pattern, and a backslash at the end means nothing.

use super::glob::{Class, State};
use std::iter::Peekable;
use std::str::Chars;

/// A pattern that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pattern {pattern:?} cannot be read: {fault}")]
pub struct BadPattern {
    /// As it was configured.
    pub pattern: String,
    /// What is wrong with it.
    pub fault: PatternFault,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    /// A `[` without its `]`.
    #[error("a `[` is never closed")]
    Unclosed,
    /// `[]` or `[!]`.
    #[error("nothing stands between `[` and `]`")]
    EmptySet,
    /// `[z-a]`.
    #[error("a range in `[…]` runs backwards")]
    BackwardsRange,
    /// `[a-z0-9]`.
    #[error("`[…]` takes one range, or single characters, not both")]
    RangeAndMore,
}

/// The states of `pattern`, the last of which accepts.
pub(super) fn states(pattern: &str) -> Result<Vec<State>, BadPattern> {
    let compiler = Compiler {
        rest: pattern.chars().peekable(),
        states: Vec::new(),
        open: Vec::new(),
    };
    compiler.run().map_err(|fault| BadPattern {
        pattern: pattern.to_owned(),
        fault,
    })
}

struct Compiler<'p> {
    rest: Peekable<Chars<'p>>,
    states: Vec<State>,
    open: Vec<Braces>,
}

/// A `{` that is still open: where it forks, where its ways start, and the jumps out of them.
struct Braces {
    fork: usize,
    starts: Vec<usize>,
    exits: Vec<usize>,
}

impl Compiler<'_> {
    fn run(mut self) -> Result<Vec<State>, PatternFault> {
        while let Some(character) = self.rest.next() {
            match character {
                '*' if self.rest.next_if_eq(&'*').is_some() => {
                    self.states.push(State::Repeat(Class::All));
                }
                '*' => self.states.push(State::Repeat(Class::NoSeparator)),
                '?' => self.states.push(State::Once(Class::NoSeparator)),
                '[' => {
                    let class = self.set()?;
                    self.states.push(State::Once(class));
                }
                '{' => self.open_braces(),
                ',' if !self.open.is_empty() => self.next_way(),
                '}' if !self.open.is_empty() => self.close_braces(),
                '\\' => {
                    let escaped = self.rest.next();
                    self.states
                        .extend(escaped.map(|own| State::Once(Class::This(own))));
                }
                own => self.states.push(State::Once(Class::This(own))),
            }
        }
        while !self.open.is_empty() {
            self.close_braces();
        }
        self.states.push(State::Accept);
        Ok(self.states)
    }

    fn open_braces(&mut self) {
        let fork = self.states.len();
        self.states.push(State::Fork(Vec::new()));
        self.open.push(Braces {
            fork,
            starts: vec![fork + 1],
            exits: Vec::new(),
        });
    }

    fn next_way(&mut self) {
        let exit = self.states.len();
        if let Some(braces) = self.open.last_mut() {
            braces.exits.push(exit);
            braces.starts.push(exit + 1);
            self.states.push(State::Jump(exit));
        }
    }

    fn close_braces(&mut self) {
        let end = self.states.len();
        let Some(braces) = self.open.pop() else {
            return;
        };
        for exit in braces.exits {
            if let Some(state) = self.states.get_mut(exit) {
                *state = State::Jump(end);
            }
        }
        if let Some(fork) = self.states.get_mut(braces.fork) {
            *fork = State::Fork(braces.starts);
        }
    }

    /// What follows a `[`: one range, or characters in which `-` is like any other.
    fn set(&mut self) -> Result<Class, PatternFault> {
        let is_negated = self.rest.next_if_eq(&'!').is_some();
        let mut ahead = self.rest.clone();
        if let Some(low) = ahead.next().filter(|low| *low != '\\')
            && ahead.next() == Some('-')
        {
            let high = ahead.next().ok_or(PatternFault::Unclosed)?;
            let end = ahead.next().ok_or(PatternFault::Unclosed)?;
            self.rest = ahead;
            return match end {
                ']' if low <= high => Ok(Class::Range {
                    low,
                    high,
                    is_negated,
                }),
                ']' => Err(PatternFault::BackwardsRange),
                _ => Err(PatternFault::RangeAndMore),
            };
        }
        let members = self.members()?;
        Ok(Class::Listed {
            members,
            is_negated,
        })
    }

    fn members(&mut self) -> Result<Vec<char>, PatternFault> {
        let mut members = Vec::new();
        loop {
            match self.rest.next().ok_or(PatternFault::Unclosed)? {
                ']' if members.is_empty() => return Err(PatternFault::EmptySet),
                ']' => return Ok(members),
                '\\' => members.push(self.rest.next().ok_or(PatternFault::Unclosed)?),
                member => members.push(member),
            }
        }
    }
}
