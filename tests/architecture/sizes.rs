//! How long a file and a function may be.

use super::text::{Token, tokens};
use super::tree::SourceFile;

/// Lines of a file, at most.
const FILE: usize = 500;
/// Lines of a function, from its name to its closing brace, at most.
const FUNCTION: usize = 80;

/// The files and functions that are longer.
pub fn too_long(files: &[SourceFile]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        if lines > FILE {
            found.push(format!("{}: {lines} lines", file.path));
        }
        for function in functions(&tokens(&file.text)) {
            if function.lines > FUNCTION {
                found.push(format!(
                    "{}: fn {} has {} lines",
                    file.path, function.name, function.lines
                ));
            }
        }
    }
    found
}

struct Function {
    name: String,
    lines: usize,
}

fn functions(tokens: &[Token]) -> Vec<Function> {
    let mut found = Vec::new();
    for (index, pair) in tokens.windows(2).enumerate() {
        let [keyword, name] = pair else { continue };
        // `fn(u8)` is a type.
        if keyword.text == "fn" && name.text != "(" {
            found.extend(function(tokens, index, name));
        }
    }
    found
}

/// A function without a body (in a trait) has no size.
fn function(tokens: &[Token], start: usize, name: &Token) -> Option<Function> {
    let mut nesting = 0_usize;
    for token in tokens.iter().skip(start) {
        match token.text.as_str() {
            "(" | "[" | "{" => nesting += 1,
            ";" if nesting == 0 => return None,
            "}" if nesting == 1 => {
                return Some(Function {
                    name: name.text.clone(),
                    lines: token.line - name.line + 1,
                });
            }
            ")" | "]" | "}" => nesting = nesting.saturating_sub(1),
            _ => {}
        }
    }
    None
}
