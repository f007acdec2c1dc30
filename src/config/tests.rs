//! The table of variables and the parser know the same ones.

use super::load;
use super::reader::Reader;
use super::reference;
use super::source::Source;
use super::variable::Status;
use std::collections::BTreeSet;

/// Everything on that makes a section read further variables.
const ALL_ON: [(&str, &str); 4] = [
    ("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com"),
    ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
    ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", "rest"),
    ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
];

#[test]
fn every_variable_of_the_table_is_read_and_every_one_read_is_in_it() {
    let env = ALL_ON.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let source = Source::new(env, None);
    let mut reader = Reader::new(&source);
    let _config = load::parse(&mut reader);
    let is_read = |status| matches!(status, Status::Used | Status::NotYet);
    let listed = reference::variables().filter(|variable| is_read(variable.status));
    let listed: BTreeSet<_> = listed.map(|variable| variable.name).collect();
    assert_eq!(*reader.seen(), listed);
}
