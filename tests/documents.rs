//! What the documents promise a reader: that the commands exist, and that links lead somewhere.

use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_readme_s_two_commands_exist() {
    let readme = read("README.md");

    assert!(readme.contains("cargo run -- dev --once"));
    assert!(readme.contains("scripts/test"));
    assert!(root().join("scripts/test").is_file());
}

#[test]
fn every_subcommand_that_a_document_shows_exists() {
    for document in documents() {
        for (line, arguments) in shown_commands(&read(&document)) {
            let help = Command::new(env!("CARGO_BIN_EXE_daemun"))
                .args(&arguments)
                .arg("--help")
                .output()
                .unwrap();
            assert!(help.status.success(), "{document}: {line}");
        }
    }
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut broken = Vec::new();
    for document in documents() {
        let folder = root().join(&document).parent().unwrap().to_path_buf();
        let text = read(&document);
        let lost = links(&text)
            .into_iter()
            .filter(|link| !folder.join(link).exists());
        broken.extend(lost.map(|link| format!("{document}: {link}")));
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_change_log_speaks_of_this_version() {
    assert!(read("CHANGELOG.md").contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn links_and_commands_are_found_in_a_text() {
    let text = "See [one](docs/one.md#part), [two](https://example.com).\n```sh\n$ daemun keys generate --alg ES256 > key.json\n```\n";

    assert_eq!(links(text), ["docs/one.md"]);
    let commands: Vec<_> = shown_commands(text)
        .into_iter()
        .map(|(_, words)| words)
        .collect();
    assert_eq!(commands, [["keys", "generate"]]);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[cfg(test)]
fn read(document: &str) -> String {
    std::fs::read_to_string(root().join(document))
        .unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// Every Markdown file at the root, and below the folders that hold documents.
#[cfg(test)]
fn documents() -> Vec<String> {
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

#[cfg(test)]
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

/// The targets of inline links that are no URL, without their fragment.
fn links(text: &str) -> Vec<&str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let relative =
        targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']));
    relative
        .filter_map(|target| target.split('#').next())
        .collect()
}

/// The lines of code blocks that run `daemun`, each with the subcommands that it names.
fn shown_commands(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut found = Vec::new();
    for block in text.split("```").skip(1).step_by(2) {
        for line in block.lines() {
            let command = line.trim_start_matches("$ ");
            let rest = command
                .strip_prefix("daemun ")
                .or_else(|| command.strip_prefix("cargo run -- "));
            if let Some(rest) = rest {
                found.push((
                    line,
                    rest.split(' ')
                        .take_while(|word| is_subcommand(word))
                        .collect(),
                ));
            }
        }
    }
    found
}

fn is_subcommand(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|character| character.is_ascii_lowercase())
}
