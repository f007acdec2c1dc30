//! Loading settings as a test needs them: alone, beside the required one, from a file, with one fault.

use daemun::config::problem::Problem;
use daemun::config::{Config, ConfigErrors, Fault, Loaded, Source, Warning};
use std::path::Path;

/// The one setting without which nothing starts.
pub const EXTERNAL_URL: (&str, &str) = ("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com");

/// Loads `settings` as the whole environment.
pub fn load_only(settings: &[(&str, &str)]) -> Result<Loaded, ConfigErrors> {
    Config::load(&source(settings, None))
}

/// Loads `settings` beside the one that is required.
pub fn load(settings: &[(&str, &str)]) -> Result<Loaded, ConfigErrors> {
    load_only(&with_url(settings))
}

/// Loads `settings` beside the one that is required and a file of the text.
pub fn load_with_file(settings: &[(&str, &str)], text: &str) -> Result<Loaded, ConfigErrors> {
    Config::load(&source(&with_url(settings), Some(text)))
}

pub fn with_url<'a>(settings: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    std::iter::once(EXTERNAL_URL)
        .chain(settings.iter().copied())
        .collect()
}

pub fn source(settings: &[(&str, &str)], file: Option<&str>) -> Source {
    let env = settings
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    Source::new(
        env,
        file.map(|text| (Path::new("daemun.env"), text.to_owned())),
    )
}

/// The configuration that comes out of settings that are all right.
pub fn config(settings: &[(&str, &str)]) -> Config {
    load(settings).expect("the settings are all right").config
}

/// The warnings beside a configuration that comes out.
pub fn warnings(settings: &[(&str, &str)]) -> Vec<Warning> {
    load(settings).expect("the settings are all right").warnings
}

/// The same as a user reads them.
pub fn warning_lines(settings: &[(&str, &str)]) -> Vec<String> {
    warnings(settings).iter().map(ToString::to_string).collect()
}

/// The one fault of settings that have one, by name.
pub fn fault(settings: &[(&str, &str)]) -> (String, Problem) {
    let errors = load(settings).expect_err("a setting is at fault");
    match errors.faults() {
        [
            Fault::Refused {
                origin, problem, ..
            },
        ] => (origin.name.clone(), problem.clone()),
        others => panic!("one refused setting was expected, not {others:?}"),
    }
}

/// What is wrong with the value of one setting.
pub fn problem(name: &str, value: &str) -> Problem {
    let (culprit, problem) = fault(&[(name, value)]);
    assert_eq!(culprit, name);
    problem
}
