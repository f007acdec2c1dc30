//! The project's files, as the rules read them.

use super::text::{Token, tokens};
use std::path::Path;

/// A file of the project.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the project, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What is kept in the project.
#[derive(Debug)]
pub struct Tree {
    /// Every file of Rust: sources, tests, benches.
    pub rust: Vec<SourceFile>,
    /// Every file of text.
    pub all: Vec<SourceFile>,
}

/// Folders that hold what is built or installed, and what is git's own.
const NOT_OURS: [&str; 6] = [
    ".git",
    "target",
    "node_modules",
    ".next",
    ".venv",
    "__pycache__",
];

impl Tree {
    /// Reads the project that this test belongs to.
    pub fn of_the_project() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        collect(root, root, &mut all);
        all.sort_by(|one: &SourceFile, other| one.path.cmp(&other.path));
        let rust: Vec<_> = all.iter().filter(|file| file.is_rust()).cloned().collect();
        assert!(rust.len() > 10, "the sources are somewhere else");
        Self { rust, all }
    }

    /// The files of `src` that the binary is made of, without unit tests in files of their own.
    pub fn product(&self) -> Vec<SourceFile> {
        let tests: Vec<String> = self
            .rust
            .iter()
            .flat_map(SourceFile::test_modules)
            .collect();
        let is_test = |path: &str| {
            tests.iter().any(|module| {
                path.strip_prefix(module.as_str())
                    .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
            })
        };
        let sources = self
            .rust
            .iter()
            .filter(|file| file.path.starts_with("src/"));
        sources
            .filter(|file| !is_test(&file.path))
            .cloned()
            .collect()
    }
}

/// Files that are no text (a picture, a key) have nothing for these rules.
fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(folder).expect("the project's folders can be read") {
        let entry = entry.expect("the project's files can be listed");
        let path = entry.path();
        if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let path = path.strip_prefix(root).expect("a file below the root");
            files.push(SourceFile::made_up(&path.to_string_lossy(), &text));
        }
    }
}

impl SourceFile {
    /// A file that may not exist.
    pub fn made_up(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn is_rust(&self) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|extension| extension == "rs")
    }

    /// Its tokens without the items that only exist in tests.
    pub fn product_tokens(&self) -> Vec<Token> {
        let mut tokens = tokens(&self.text);
        while let Some(start) = find_test_attribute(&tokens) {
            let end = end_of_item(&tokens, start + TEST_ATTRIBUTE.len());
            tokens.drain(start..end);
        }
        tokens
    }

    /// The module path below the crate: `src/a/mod.rs` and `src/a.rs` are `[a]`, `src/a/b.rs` is `[a, b]`.
    pub fn module(&self) -> Vec<&str> {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let path = path.strip_suffix(".rs").unwrap_or(path);
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.split('/').collect()
    }

    /// The paths, without `.rs`, of the modules that it declares for tests alone.
    fn test_modules(&self) -> Vec<String> {
        let tokens = tokens(&self.text);
        let folder = match self.path.strip_suffix("/mod.rs") {
            Some(folder) => folder.to_owned(),
            None => self.path.trim_end_matches(".rs").to_owned(),
        };
        let folder = folder.strip_suffix("/lib").unwrap_or(&folder);
        let mut found = Vec::new();
        let mut rest = tokens.as_slice();
        while let Some(start) = find_test_attribute(rest) {
            rest = &rest[start + TEST_ATTRIBUTE.len()..];
            found.extend(declared_module(rest).map(|name| format!("{folder}/{name}")));
        }
        found
    }
}

/// The name in `mod name;`, whatever its visibility.
fn declared_module(item: &[Token]) -> Option<&str> {
    let mut words = item.iter().map(|token| token.text.as_str());
    let is_visibility = |word: &&str| ["pub", "(", "crate", "super", ")"].contains(word);
    let keyword = words.find(|word| !is_visibility(word))?;
    let name = words.next()?;
    (keyword == "mod" && words.next()? == ";").then_some(name)
}

const TEST_ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn find_test_attribute(tokens: &[Token]) -> Option<usize> {
    tokens.windows(TEST_ATTRIBUTE.len()).position(|window| {
        window
            .iter()
            .map(|token| token.text.as_str())
            .eq(TEST_ATTRIBUTE)
    })
}

/// Past the `;` or the closing brace of the item that begins at `start`.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = token.text == ";" || token.text == "}";
        if depth == 0 && ends {
            return index + 1;
        }
    }
    tokens.len()
}
