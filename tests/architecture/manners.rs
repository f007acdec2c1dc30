//! What a file owes its reader, and what may not be written.

use super::text::{Token, tokens};
use super::tree::SourceFile;

/// The files that do not begin with a sentence on what they own.
pub fn without_opening(files: &[SourceFile]) -> Vec<String> {
    let opens = |file: &&SourceFile| {
        let first = file
            .text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("//! "));
        first.is_some_and(|text| text.len() > 10 && !text.starts_with('('))
    };
    let found = files.iter().filter(|file| !opens(file));
    found
        .map(|file| format!("{}: opens without saying what it is", file.path))
        .collect()
}

/// The modules that their folder's opening does not name in backticks.
pub fn unlisted_parts(files: &[SourceFile]) -> Vec<String> {
    let mut found = Vec::new();
    let lists_parts = |path: &str| path == "src/lib.rs" || path.ends_with("/mod.rs");
    for file in files.iter().filter(|file| lists_parts(&file.path)) {
        let opening: String = file
            .text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        for part in declared(&file.product_tokens()) {
            if !opening.contains(&format!("`{part}`")) {
                found.push(format!("{}: does not list {part}", file.path));
            }
        }
    }
    found
}

fn declared(tokens: &[Token]) -> Vec<String> {
    let names = tokens.windows(3).filter_map(|window| match window {
        [keyword, name, end] if keyword.text == "mod" && end.text == ";" => Some(name.text.clone()),
        _ => None,
    });
    names.collect()
}

/// Attributes that hide a warning (a lint is `expect`ed, with a reason) or skip a test.
pub fn silenced(files: &[SourceFile]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let tokens = tokens(&file.text);
        for (start, _) in tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.text == "#")
        {
            let words = attribute(&tokens[start + 1..]).iter();
            let offending = words.filter(|word| word.text == "allow" || word.text == "ignore");
            found.extend(
                offending.map(|word| format!("{}:{}: {}", file.path, word.line, word.text)),
            );
        }
    }
    found
}

/// What stands in the brackets of the attribute whose `#` came before `tokens`; nothing, if none did.
fn attribute(tokens: &[Token]) -> &[Token] {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let start = usize::from(text(0) == "!");
    if text(start) != "[" {
        return &[];
    }
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &tokens[start..index];
        }
    }
    tokens
}

/// Words that mean one machine, cut in two so that this file does not hold them.
const FOREIGN: [[&str; 2]; 4] = [
    ["/wo", "rk/"],
    ["/fa", "rm/"],
    ["/ro", "ot/"],
    [".lib", "rary/"],
];

/// The lines that speak of something that only one machine has.
pub fn foreign_words(files: &[SourceFile]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            if FOREIGN.iter().any(|halves| line.contains(&halves.concat())) {
                found.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    found
}
