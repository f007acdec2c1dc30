//! The patterns of `URI_ALLOW_LIST`, in the language of Supabase Auth's: `*` and `?` stop at `.` and `/`, `**` does not.
//!
//! A pattern becomes the states of a small automaton, and matching follows all of its ways at once. So the work is at
//! most states times characters, whatever a stranger's target looks like; nothing is tried and taken back.

use super::pattern::{self, BadPattern};

/// Where `*` and `?` stop.
const SEPARATORS: [char; 2] = ['.', '/'];

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(super) struct Glob {
    states: Vec<State>,
}

/// A step of the automaton; unless it says otherwise the next one in the list follows.
#[derive(Debug, Clone)]
pub(super) enum State {
    /// Exactly one character.
    Once(Class),
    /// Any number of characters.
    Repeat(Class),
    /// One of several ways.
    Fork(Vec<usize>),
    /// Goes on elsewhere.
    Jump(usize),
    /// The whole pattern is through.
    Accept,
}

/// Which characters.
#[derive(Debug, Clone)]
pub(super) enum Class {
    /// This one.
    This(char),
    /// `**`: any.
    All,
    /// `*` and `?`.
    NoSeparator,
    /// `[abc]`, or with `!` all others, separators among them.
    Listed {
        /// In the order of the pattern.
        members: Vec<char>,
        /// All others are meant.
        is_negated: bool,
    },
    /// `[a-z]`, or with `!` all others, separators among them.
    Range {
        /// The first.
        low: char,
        /// The last.
        high: char,
        /// All others are meant.
        is_negated: bool,
    },
}

impl Glob {
    /// Compiles `pattern`.
    pub fn parse(pattern: &str) -> Result<Self, BadPattern> {
        pattern::states(pattern).map(|states| Self { states })
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut current = Reached::new(self.states.len());
        let mut next = Reached::new(self.states.len());
        current.add(&self.states, 0);
        for character in text.chars() {
            next.clear();
            for index in current.indices() {
                self.advance(index, character, &mut next);
            }
            std::mem::swap(&mut current, &mut next);
        }
        current
            .indices()
            .any(|index| matches!(self.states.get(index), Some(State::Accept)))
    }

    fn advance(&self, index: usize, character: char, next: &mut Reached) {
        match self.states.get(index) {
            Some(State::Once(class)) if class.has(character) => next.add(&self.states, index + 1),
            Some(State::Repeat(class)) if class.has(character) => next.add(&self.states, index),
            Some(_) | None => {}
        }
    }
}

impl Class {
    fn has(&self, character: char) -> bool {
        match self {
            Self::This(own) => *own == character,
            Self::All => true,
            Self::NoSeparator => !SEPARATORS.contains(&character),
            Self::Listed {
                members,
                is_negated,
            } => members.contains(&character) != *is_negated,
            Self::Range {
                low,
                high,
                is_negated,
            } => (*low..=*high).contains(&character) != *is_negated,
        }
    }
}

/// The states that some way has come to, each once: what bounds the work.
struct Reached {
    order: Vec<usize>,
    is_in: Vec<bool>,
}

impl Reached {
    fn new(states: usize) -> Self {
        Self {
            order: Vec::with_capacity(states),
            is_in: vec![false; states],
        }
    }

    fn clear(&mut self) {
        self.order.clear();
        self.is_in.fill(false);
    }

    fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        self.order.iter().copied()
    }

    /// Adds a state and all that it leads to without a character.
    fn add(&mut self, states: &[State], from: usize) {
        let mut pending = vec![from];
        while let Some(index) = pending.pop() {
            match self.is_in.get_mut(index) {
                Some(is_in) if !*is_in => *is_in = true,
                Some(_) | None => continue,
            }
            self.order.push(index);
            match states.get(index) {
                Some(State::Repeat(_)) => pending.push(index + 1),
                Some(State::Fork(ways)) => pending.extend(ways),
                Some(State::Jump(target)) => pending.push(*target),
                Some(State::Once(_) | State::Accept) | None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
