//! `docs/configuration.md` and the code say the same.

use crate::loading::load;
use daemun::config::Variable;
use daemun::config::reference;
use daemun::config::variable::Status;
use std::collections::BTreeSet;
use std::path::Path;

const BEGIN: &str = "<!-- variables: begin, made from the code -->\n";
const END: &str = "<!-- variables: end -->\n";

#[test]
fn the_reference_page_says_what_the_code_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = std::fs::read_to_string(&path).expect("docs/configuration.md can be read");
    let (before, rest) = page
        .split_once(BEGIN)
        .expect("the page has the line where the tables begin");
    let (_, after) = rest
        .split_once(END)
        .expect("the page has the line where the tables end");
    let expected = format!("{before}{BEGIN}\n{}\n{END}{after}", reference::markdown());
    if page == expected {
        return;
    }
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("configuration.md");
    std::fs::write(&made, expected).expect("the page as it should be can be written");
    panic!(
        "docs/configuration.md is behind the code; take over the page as it should be:\n  cp {} {}",
        made.display(),
        path.display()
    );
}

#[test]
fn every_name_belongs_to_one_variable() {
    let mut seen = BTreeSet::new();
    for name in reference::variables().flat_map(Variable::full_names) {
        assert!(seen.insert(name.clone()), "{name} is read by two variables");
    }
}

#[test]
fn every_variable_says_what_it_means_and_what_it_looks_like() {
    for variable in reference::variables() {
        assert!(
            variable.meaning.ends_with('.'),
            "{} has no full sentence",
            variable.name
        );
        let is_refused = variable.status == Status::Refused;
        assert!(
            is_refused || !variable.example.is_empty(),
            "{} has no example",
            variable.name
        );
    }
}

#[test]
fn the_examples_that_the_page_gives_are_accepted() {
    // A placeholder stands for what only the operator has; encryption cannot be switched on without its keys.
    let is_placeholder =
        |variable: &&Variable| variable.example.contains(['<', '…']) || variable.example.is_empty();
    let stands_alone = |variable: &&Variable| variable.name != "SECURITY_DB_ENCRYPTION_ENCRYPT";
    let kakao = [
        ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
        ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", "rest"),
    ];
    for variable in reference::variables()
        .filter(|variable| !is_placeholder(variable))
        .filter(stands_alone)
    {
        let name = variable.preferred_name();
        let loaded = load(&[kakao[0], kakao[1], (&name, variable.example)]);
        assert!(loaded.is_ok(), "{name}: {loaded:?}");
    }
}
