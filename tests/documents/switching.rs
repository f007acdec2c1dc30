//! What `docs/from-supabase-auth.md` says of settings.

use crate::text::{blocks, names, read};
use daemun::config::variable::Status;
use daemun::config::{Config, ConfigErrors, Loaded, Source, Variable, reference};

const PAGE: &str = "docs/from-supabase-auth.md";

fn load(settings: &[(&str, &str)]) -> Result<Loaded, ConfigErrors> {
    let url = ("API_EXTERNAL_URL", "https://auth.example.com");
    load_only(&[&[url], settings].concat())
}

fn load_only(settings: &[(&str, &str)]) -> Result<Loaded, ConfigErrors> {
    let env = settings.iter();
    let env = env.map(|&(name, value)| (name.to_owned(), value.to_owned()));
    Config::load(&Source::new(env, None))
}

fn variable(name: &str) -> Option<&'static Variable> {
    reference::variables().find(|variable| variable.full_names().iter().any(|full| full == name))
}

/// A paragraph of the page that begins with `**<opening>`, and ends at an empty line.
fn paragraph(opening: &str) -> String {
    let page = read(PAGE);
    let (_, rest) = page
        .split_once(&format!("\n**{opening}"))
        .unwrap_or_else(|| panic!("no paragraph begins with {opening}"));
    rest.split("\n\n").next().unwrap_or_default().to_owned()
}

fn statuses(opening: &str) -> Vec<(String, Option<Status>)> {
    let named = names(&paragraph(opening), "GOTRUE_");
    assert!(named.len() > 3, "{named:?}");
    named
        .into_iter()
        .map(|name| {
            (
                name.clone(),
                variable(&name).map(|variable| variable.status),
            )
        })
        .collect()
}

#[test]
fn the_settings_that_carry_over_are_in_use() {
    for (name, status) in statuses("The same meaning and the same default**") {
        assert_eq!(status, Some(Status::Used), "{name}");
    }
}

#[test]
fn the_settings_without_effect_have_none() {
    for (name, status) in statuses("No effect**") {
        assert_eq!(status, Some(Status::WithoutEffect), "{name}");
    }
}

#[test]
fn the_settings_that_stop_the_start_stop_it() {
    let mut named = names(&paragraph("Stop the start**"), "GOTRUE_");
    named.push("GOTRUE_HOOK_CUSTOM_ACCESS_TOKEN_ENABLED".to_owned());
    assert!(named.len() > 5, "{named:?}");
    for name in named {
        let value = match name.as_str() {
            "GOTRUE_SESSIONS_ALLOW_LOW_AAL" => "1h",
            "GOTRUE_DB_NAMESPACE" => "other",
            _ => "true",
        };
        assert!(load(&[(&name, value)]).is_err(), "{name}");
        let known = [
            (name.as_str(), value),
            ("DAEMUN_IGNORE_UNSUPPORTED", "true"),
        ];
        assert!(
            load(&known).is_ok() || name == "GOTRUE_DB_NAMESPACE",
            "{name}"
        );
    }
}

#[test]
fn the_defaults_that_differ_are_the_code_s() {
    let page = read(PAGE);
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `GOTRUE_"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 9, "{rows:?}");
    for row in rows {
        let [name, theirs, ours] = row[..] else {
            panic!("{row:?} has not three cells");
        };
        let variable = variable(&code(name).unwrap()).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(code(ours).as_deref(), Some(variable.default), "{name}");
        assert_eq!(variable.status, Status::Used, "{name}");
        // What keeps Supabase Auth's way is accepted, where it can be said.
        if let Some(theirs) = code(theirs) {
            let loaded = load(&[(&code(name).unwrap(), &theirs)]);
            assert!(loaded.is_ok(), "{name}: {theirs}");
        }
    }
}

/// What stands between backquotes in a cell.
fn code(cell: &str) -> Option<String> {
    cell.split('`').nth(1).map(str::to_owned)
}

#[test]
fn the_compose_file_s_settings_mean_what_they_meant() {
    let page = read(PAGE);
    let mark = "# settings of the service auth";
    let (_, block) = blocks(&page)
        .into_iter()
        .find(|(_, code)| code.starts_with(mark))
        .expect("the block is there");
    let settings: Vec<(&str, &str)> = block
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    assert_eq!(settings.len(), 19);

    let Loaded { config, warnings } = load_only(&settings).expect("they are accepted");
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(config.server.host, "0.0.0.0");
    assert_eq!(config.server.port, 9999);
    assert_eq!(config.jwt.audience, "authenticated");
    assert_eq!(config.jwt.admin_roles, ["service_role"]);
    assert!(!config.sign_up.disabled);
}
