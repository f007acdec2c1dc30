//! The rules against a table. Every line was put to Supabase Auth's own check as well, with the same three values: it
//! agrees, but for those in [`apart`].

mod apart;
mod hosts;
mod list;
mod site;

use super::*;

const SITE: &str = "https://app.example.com";
const LOCAL_SITE: &str = "http://localhost:3000";

fn rules(site: &str, allow_list: &[&str]) -> RedirectRules {
    let allow_list: Vec<String> = allow_list
        .iter()
        .map(|&pattern| pattern.to_owned())
        .collect();
    RedirectRules::new(Some(site), &allow_list).unwrap()
}

#[track_caller]
fn allowed(site: &str, allow_list: &[&str], targets: &[&str]) {
    let rules = rules(site, allow_list);
    for target in targets {
        assert!(
            rules.allows(target),
            "{target:?} with {site} and {allow_list:?}"
        );
    }
}

#[track_caller]
fn refused(site: &str, allow_list: &[&str], targets: &[&str]) {
    let rules = rules(site, allow_list);
    for target in targets {
        assert!(
            !rules.allows(target),
            "{target:?} with {site} and {allow_list:?}"
        );
    }
}
