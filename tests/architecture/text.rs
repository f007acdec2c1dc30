//! Rust as tokens: identifiers and punctuation with their lines. Comments are left out, and what stands in a literal is
//! reduced to a single mark, so that neither is taken for code.

use std::iter::Peekable;
use std::str::Chars;

/// A word or a sign of a source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// An identifier or number, a single sign, or `"` for any literal of text. `::` is one token.
    pub text: String,
    /// Counted from 1.
    pub line: usize,
}

/// The tokens of `source`.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: source.chars().peekable(),
        line: 1,
        found: Vec::new(),
    };
    while reader.step() {}
    reader.found
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
    found: Vec<Token>,
}

impl Reader<'_> {
    /// Reads one token, comment or blank; false at the end.
    fn step(&mut self) -> bool {
        let line = self.line;
        let Some(first) = self.next() else {
            return false;
        };
        let text = match (first, self.rest.peek().copied()) {
            ('/', Some('/')) => self.skip_line(),
            ('/', Some('*')) => self.skip_block(),
            ('"', _) => Some(self.skip_text()),
            ('\'', _) => self.character_or_lifetime(),
            (':', Some(':')) => {
                self.next();
                Some("::".to_owned())
            }
            _ if is_word(first) => self.word(first),
            _ if first.is_whitespace() => None,
            _ => Some(first.to_string()),
        };
        if let Some(text) = text {
            self.found.push(Token { text, line });
        }
        true
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        if next == Some('\n') {
            self.line += 1;
        }
        next
    }

    fn skip_line(&mut self) -> Option<String> {
        while self.rest.peek().is_some_and(|next| *next != '\n') {
            self.next();
        }
        None
    }

    /// Block comments nest.
    fn skip_block(&mut self) -> Option<String> {
        let mut depth = 1;
        self.next();
        let mut last = None;
        while depth > 0 {
            let next = self.next()?;
            match (last, next) {
                (Some('/'), '*') => depth += 1,
                (Some('*'), '/') => depth -= 1,
                _ => {
                    last = Some(next);
                    continue;
                }
            }
            last = None;
        }
        None
    }

    fn skip_text(&mut self) -> String {
        while let Some(next) = self.next() {
            match next {
                '\\' => drop(self.next()),
                '"' => break,
                _ => {}
            }
        }
        "\"".to_owned()
    }

    /// After `r`, `br` or `cr`: hashes, text, as many hashes. `r#name` is an identifier.
    fn raw_text(&mut self) -> Option<String> {
        let mut hashes = 0;
        while self.rest.next_if_eq(&'#').is_some() {
            hashes += 1;
        }
        self.rest.next_if_eq(&'"')?;
        let mut closing = None;
        while closing != Some(hashes) {
            closing = match (self.next()?, closing) {
                ('"', _) => Some(0),
                ('#', Some(count)) => Some(count + 1),
                _ => None,
            };
        }
        Some("\"".to_owned())
    }

    /// `'a'` and `'\n'` are literals, `'a` is a lifetime.
    fn character_or_lifetime(&mut self) -> Option<String> {
        let first = self.next()?;
        if first == '\\' {
            self.next();
            while self.next()? != '\'' {}
        } else if self.rest.peek() == Some(&'\'') {
            self.next();
        } else {
            while self.rest.next_if(|next| is_word(*next)).is_some() {}
        }
        Some("\"".to_owned())
    }

    fn word(&mut self, first: char) -> Option<String> {
        let mut word = first.to_string();
        while let Some(next) = self.rest.next_if(|next| is_word(*next)) {
            word.push(next);
        }
        let next = self.rest.peek().copied();
        match (word.as_str(), next) {
            ("r" | "br" | "cr", Some('"' | '#')) => self.raw_text(),
            ("b" | "c", Some('"')) => {
                self.next();
                Some(self.skip_text())
            }
            ("b", Some('\'')) => {
                self.next();
                self.character_or_lifetime()
            }
            _ => Some(word),
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
