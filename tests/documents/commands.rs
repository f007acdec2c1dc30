//! Commands that a page shows.

use crate::text::{blocks, documents, read, root};
use std::process::Command;

#[test]
fn the_readme_s_two_commands_exist() {
    for readme in ["README.md", "README.ko.md"] {
        let readme = read(readme);
        assert!(readme.contains("cargo run -- dev --once"));
        assert!(readme.contains("scripts/test"));
    }
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
fn the_change_log_speaks_of_this_version() {
    assert!(read("CHANGELOG.md").contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn commands_are_found_in_a_text() {
    let text = "```sh\n$ daemun keys generate --alg ES256 > key.json\n```\n";

    let commands: Vec<_> = shown_commands(text)
        .into_iter()
        .map(|(_, words)| words)
        .collect();
    assert_eq!(commands, [["keys", "generate"]]);
}

/// The lines of code blocks that run `daemun`, each with the subcommands that it names.
fn shown_commands(text: &str) -> Vec<(String, Vec<String>)> {
    let lines = blocks(text)
        .into_iter()
        .flat_map(|(_, code)| code.lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter_map(|line| {
            let command = line
                .trim_start_matches("$ ")
                .trim_start_matches("sudo -u daemun ");
            let rest = command
                .strip_prefix("daemun ")
                .or_else(|| command.strip_prefix("cargo run -- "))?;
            let words = rest.split(' ').take_while(|word| is_subcommand(word));
            Some((line.clone(), words.map(str::to_owned).collect()))
        })
        .collect()
}

fn is_subcommand(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|character| character.is_ascii_lowercase())
}
