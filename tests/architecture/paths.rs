//! The paths that a source text names, with braces written out: `std::{env, fs}` names `std::env` and `std::fs`.

use super::text::Token;

/// A path and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct NamedPath {
    /// Its segments.
    pub segments: Vec<String>,
    /// Counted from 1.
    pub line: usize,
}

/// Every path of two segments and more, of imports and of expressions alike.
pub fn paths(tokens: &[Token]) -> Vec<NamedPath> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        if starts_path(tokens, index) {
            index = read(tokens, index, &[], &mut found);
        } else {
            index += 1;
        }
    }
    found
}

fn text(tokens: &[Token], index: usize) -> &str {
    tokens.get(index).map_or("", |token| token.text.as_str())
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

fn starts_path(tokens: &[Token], index: usize) -> bool {
    is_name(text(tokens, index)) && text(tokens, index + 1) == "::"
}

/// Reads the path that begins at `index`, below `stem`; answers with the index behind it.
fn read(tokens: &[Token], mut index: usize, stem: &[String], found: &mut Vec<NamedPath>) -> usize {
    let mut segments = stem.to_vec();
    let line = tokens.get(index).map_or(0, |token| token.line);
    while is_name(text(tokens, index)) {
        segments.push(text(tokens, index).to_owned());
        index += 1;
        if text(tokens, index) != "::" {
            break;
        }
        index += 1;
        if text(tokens, index) == "{" {
            return read_group(tokens, index + 1, &segments, found);
        }
    }
    found.push(NamedPath { segments, line });
    index
}

fn read_group(
    tokens: &[Token],
    mut index: usize,
    stem: &[String],
    found: &mut Vec<NamedPath>,
) -> usize {
    while index < tokens.len() && text(tokens, index) != "}" {
        index = if is_name(text(tokens, index)) {
            read(tokens, index, stem, found)
        } else {
            index + 1
        };
    }
    index + 1
}
