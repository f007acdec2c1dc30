//! The Korean pages are written anew and say the same: the same commands, settings, codes and links.

use crate::text::{blocks, links, names, read, shell_lines};
use std::collections::BTreeSet;

const PAIRS: [(&str, &str); 2] = [
    ("README.md", "README.ko.md"),
    ("docs/kakao-setup.md", "docs/kakao-setup.ko.md"),
];

fn assert_same(what: &str, of: impl Fn(&str) -> Vec<String>) {
    for (english, korean) in PAIRS {
        let of = |page| of(&read(page)).into_iter().collect::<BTreeSet<_>>();
        let (there, here) = (of(english), of(korean));
        assert!(!there.is_empty(), "{english} has no {what}");
        let differing: Vec<_> = there.symmetric_difference(&here).collect();
        assert!(
            differing.is_empty(),
            "{what} in {english} or {korean} alone: {differing:#?}"
        );
    }
}

#[test]
fn both_languages_show_the_same_commands_and_settings() {
    assert_same("commands", shell_lines);
}

#[test]
fn both_languages_name_the_same_variables() {
    assert_same("variables", |text| names(text, "DAEMUN_"));
}

#[test]
fn both_languages_name_the_same_codes_of_kakao_s() {
    let codes = |text: &str| {
        let rests = text.split("KOE").skip(1);
        rests
            .filter_map(|rest| rest.get(..3).map(str::to_owned))
            .filter(|code| code.parse::<u16>().is_ok())
            .collect()
    };
    let (english, korean) = PAIRS[1];
    assert_eq!(codes_of(codes, english), codes_of(codes, korean));
}

fn codes_of(codes: impl Fn(&str) -> BTreeSet<String>, page: &str) -> BTreeSet<String> {
    codes(&read(page))
}

#[test]
fn both_languages_lead_to_the_same_pages() {
    assert_same("links", |text| {
        let pages = links(text)
            .into_iter()
            .filter_map(|link| link.split('#').next());
        let pages = pages.filter(|page| !page.is_empty() && !is_other_language(page));
        pages.map(|page| page.replace(".ko.md", ".md")).collect()
    });
}

/// The link at the top of a page.
fn is_other_language(page: &str) -> bool {
    PAIRS
        .iter()
        .any(|(english, korean)| english.ends_with(page) || korean.ends_with(page))
}

#[test]
fn both_languages_show_code_in_the_same_languages() {
    assert_same("languages of code", |text| {
        blocks(text)
            .into_iter()
            .map(|(language, _)| language)
            .collect()
    });
}
