//! The configuration file: lines of `NAME=value`, comments after `#`, quotes where a value needs them.
//!
//! A value is taken as it stands in single quotes; in double quotes `\\`, `\"`, `\$` and `\n` are escapes; without
//! quotes it ends at a ` #` and loses the blanks around it. A line that cannot be read is a fault, never skipped.

use super::errors::{Fault, LineProblem};
use super::source::{Origin, Place, Setting, is_set};
use super::warning::Warning;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file, read line by line.
pub(super) struct ConfigFile {
    path: PathBuf,
    lines: BTreeMap<String, Line>,
    /// Lines that could not be read.
    pub(super) faults: Vec<Fault>,
    /// Names that stand in it twice.
    pub(super) warnings: Vec<Warning>,
}

struct Line {
    number: usize,
    value: String,
}

impl ConfigFile {
    /// Reads `text`; a name that stands in it twice counts as it stands last.
    pub(super) fn parse(path: &Path, text: &str) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            lines: BTreeMap::new(),
            faults: Vec::new(),
            warnings: Vec::new(),
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, number) in text.lines().zip(1..) {
            match parse_line(line) {
                Ok(Some((name, value))) => file.take(name, Line { number, value }),
                Ok(None) => {}
                Err(problem) => {
                    let path = file.path.clone();
                    file.faults.push(Fault::Line {
                        path,
                        line: number,
                        problem,
                    });
                }
            }
        }
        file
    }

    pub(super) fn find(&self, name: &str) -> Option<Setting<'_>> {
        let line = self.lines.get(name)?;
        Some(Setting {
            origin: self.origin(name, line.number),
            value: &line.value,
        })
    }

    pub(super) fn origins(&self) -> impl Iterator<Item = Origin> + '_ {
        self.lines
            .iter()
            .map(|(name, line)| self.origin(name, line.number))
    }

    fn take(&mut self, name: &str, line: Line) {
        if !is_set(&line.value) {
            return;
        }
        let used = self.origin(name, line.number);
        let differs = |earlier: &Line| earlier.value != line.value;
        if let Some(earlier) = self.lines.get(name).filter(|earlier| differs(earlier)) {
            let ignored = self.origin(name, earlier.number);
            self.warnings.push(Warning::Shadowed { used, ignored });
        }
        self.lines.insert(name.to_owned(), line);
    }

    fn origin(&self, name: &str, line: usize) -> Origin {
        Origin {
            name: name.to_owned(),
            place: Place::File {
                path: self.path.clone(),
                line,
            },
        }
    }
}

fn parse_line(line: &str) -> Result<Option<(&str, String)>, LineProblem> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if line.contains('\0') {
        return Err(LineProblem::Nul);
    }
    let (name, value) = line.split_once('=').ok_or(LineProblem::NoAssignment)?;
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if !is_name(name) {
        return Err(LineProblem::NotAName);
    }
    Ok(Some((name, parse_value(value.trim())?)))
}

fn is_name(name: &str) -> bool {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_name_byte)
}

fn parse_value(text: &str) -> Result<String, LineProblem> {
    if let Some(rest) = text.strip_prefix('\'') {
        let (value, after) = rest.split_once('\'').ok_or(LineProblem::OpenQuote)?;
        return nothing_after(after).map(|()| value.to_owned());
    }
    if let Some(rest) = text.strip_prefix('"') {
        let (value, after) = unescape(rest)?;
        return nothing_after(after).map(|()| value);
    }
    Ok(without_comment(text).trim_end().to_owned())
}

fn nothing_after(text: &str) -> Result<(), LineProblem> {
    let text = text.trim_start();
    if text.is_empty() || text.starts_with('#') {
        Ok(())
    } else {
        Err(LineProblem::TextAfterQuote)
    }
}

/// Reads up to the closing double quote; returns what stood before and what follows it.
fn unescape(text: &str) -> Result<(String, &str), LineProblem> {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return Ok((value, characters.as_str())),
            '\\' => value.push(match characters.next() {
                Some('n') => '\n',
                Some(escaped @ ('\\' | '"' | '$')) => escaped,
                Some(_) => return Err(LineProblem::UnknownEscape),
                None => return Err(LineProblem::OpenQuote),
            }),
            _ => value.push(character),
        }
    }
    Err(LineProblem::OpenQuote)
}

/// An unquoted value ends where a `#` stands at its start or after a blank; a `#` inside a word belongs to it.
fn without_comment(text: &str) -> &str {
    let starts_comment = |&(at, _): &(usize, &str)| {
        text.get(..at)
            .is_none_or(|before| before.is_empty() || before.ends_with([' ', '\t']))
    };
    let end = text
        .match_indices('#')
        .find(starts_comment)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}
