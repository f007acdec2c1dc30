//! A page, taken apart: its blocks of code, its links, the names in it.

use std::path::{Path, PathBuf};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(document: &str) -> String {
    std::fs::read_to_string(root().join(document))
        .unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// Every Markdown file at the root, and below the folders that hold documents.
pub fn documents() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["docs", "fixtures", "migrations"]
        .map(|name| root().join(name))
        .into();
    folders.retain(|folder| folder.is_dir());
    list(root(), &mut found, &mut Vec::new());
    while let Some(folder) = folders.pop() {
        list(&folder, &mut found, &mut folders);
    }
    assert!(!found.is_empty(), "there are no documents");
    found
}

fn list(folder: &Path, documents: &mut Vec<String>, folders: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folders.push(path);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let relative = path.strip_prefix(root()).unwrap();
            documents.push(relative.to_string_lossy().into_owned());
        }
    }
}

/// The blocks of code, each with its language; a block may be indented.
pub fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(block)) => found.push(block),
            (None, Some((language, code))) => {
                open = Some((language, code + line.trim_start() + "\n"));
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// The lines of shell blocks, without comments; what stands for a value of the reader's is `<>`.
pub fn shell_lines(text: &str) -> Vec<String> {
    let shell = blocks(text)
        .into_iter()
        .filter(|(language, _)| language == "sh");
    let lines = shell.flat_map(|(_, code)| code.lines().map(str::to_owned).collect::<Vec<_>>());
    let commands = lines.map(|line| {
        line.split(" #")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    });
    commands
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| without_placeholders(&line))
        .collect()
}

fn without_placeholders(line: &str) -> String {
    let mut parts = line.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |line, part| {
        line + "<>" + part.split_once('>').map_or(part, |(_, rest)| rest)
    })
}

/// The targets of inline links that are no URL, with their fragment.
pub fn links(text: &str) -> Vec<&str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains("://") && !target.starts_with('<'))
        .collect()
}

/// The names of settings that begin with `prefix`, wherever they stand. A family of names (`…_*`) is none.
pub fn names(text: &str, prefix: &str) -> Vec<String> {
    let is_in_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '*';
    let words = text.split(|c| !is_in_name(c));
    words
        .filter(|word| word.starts_with(prefix) && !word.contains('*') && !word.ends_with('_'))
        .map(str::to_owned)
        .collect()
}

/// What a heading is called in the fragment of a link.
pub fn anchors(text: &str) -> Vec<String> {
    let mut is_code = false;
    let headings = text.lines().filter(|line| {
        is_code ^= line.trim_start().starts_with("```");
        !is_code && line.starts_with('#')
    });
    headings
        .map(|line| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn a_page_is_taken_apart() {
    let text = "# One, two\nSee [one](docs/one.md#part), [two](https://example.com), `DAEMUN_A_B`, `DAEMUN_C_*`.\n  ```sh\n  # no heading\n  daemun keys <a b> # why\n  ```\n";

    assert_eq!(links(text), ["docs/one.md#part"]);
    assert_eq!(names(text, "DAEMUN_"), ["DAEMUN_A_B"]);
    assert_eq!(anchors(text), ["one-two"]);
    assert_eq!(shell_lines(text), ["daemun keys <>"]);
}
