//! Settings that a page names or shows.

use crate::text::{blocks, documents, names, read};
use daemun::config::{Config, Source, Variable, reference};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_variable_that_a_document_names_is_one() {
    let known: BTreeSet<String> = reference::variables()
        .flat_map(Variable::full_names)
        .collect();
    let mut unknown = Vec::new();
    for document in documents() {
        let named = names(&read(&document), "DAEMUN_");
        // `DAEMUN_X` stands for any.
        let named: Vec<_> = named
            .into_iter()
            .filter(|name| name != "DAEMUN_X")
            .collect();
        let lost = named.into_iter().filter(|name| !known.contains(name));
        unknown.extend(lost.map(|name| format!("{document}: {name}")));
    }
    assert!(unknown.is_empty(), "\n{}\n", unknown.join("\n"));
}

#[test]
fn every_file_of_settings_that_a_document_shows_is_accepted() {
    let mut shown = 0;
    for document in documents() {
        let text = read(&document);
        let codes = blocks(&text).into_iter().map(|(_, code)| code);
        let files = codes.filter(|code| code.contains("API_EXTERNAL_URL="));
        for file in files.map(|code| filled_in(&code)) {
            shown += 1;
            let source = Source::new([], Some((Path::new("daemun.env"), file.clone())));
            let loaded = Config::load(&source)
                .unwrap_or_else(|errors| panic!("{document}: {errors}\n{file}"));
            let warnings: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
            assert!(warnings.is_empty(), "{document}: {warnings:?}");
        }
    }
    assert!(shown > 5, "only {shown} were found");
}

/// The file as a reader would have it, who has put a value wherever `<…>` asks for one.
fn filled_in(file: &str) -> String {
    let mut parts = file.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, rest) = part.split_once('>').expect("`<` has its `>`");
        text + "a-value-of-the-reader-s-own-0123456789" + rest
    })
}
