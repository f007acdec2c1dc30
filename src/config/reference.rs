//! All variables, by section, and the reference page's tables made from them.

use super::variable::{Status, Variable};
use super::{
    database, experimental, id_token, ignored, jwt, kakao, limits, log, outgoing, password,
    redirects, security, server, sessions, sign_up, unsupported,
};

/// A part of the reference page.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What to know before its table; may be empty.
    pub introduction: &'static str,
    /// Its variables in reading order.
    pub variables: &'static [&'static Variable],
}

/// Every section, in reading order.
#[must_use]
pub fn sections() -> [Section; 17] {
    let section = |title, introduction, variables| Section {
        title,
        introduction,
        variables,
    };
    [
        section("Server", "", server::VARIABLES),
        section("Database", "", database::VARIABLES),
        section("Access tokens", "", jwt::VARIABLES),
        section("Kakao", "", kakao::VARIABLES),
        section("ID tokens", "", id_token::VARIABLES),
        section("Who may sign up", "", sign_up::VARIABLES),
        section("Redirects", "", redirects::VARIABLES),
        section("Linking and refresh tokens", "", security::VARIABLES),
        section("Sessions", "", sessions::VARIABLES),
        section("Encryption at rest", "", security::encryption::VARIABLES),
        section("Limits", "", limits::VARIABLES),
        section("Outgoing calls", "", outgoing::VARIABLES),
        section("Logs", "", log::VARIABLES),
        section("Passwords", "", password::VARIABLES),
        section("Experiments", "", experimental::VARIABLES),
        section("What stops the start", STOPPING, unsupported::VARIABLES),
        section("What has no effect", WITHOUT_EFFECT, ignored::VARIABLES),
    ]
}

const STOPPING: &str = "Supabase Auth has these, and each protects somebody. daemun does not have them, so it does not \
                        start while one is switched on, unless `DAEMUN_IGNORE_UNSUPPORTED=true` says that this is \
                        meant; then each is a warning.";
const WITHOUT_EFFECT: &str = "Supabase Auth has these; daemun accepts them, and nothing follows. The same holds for all \
                              its other variables that this page does not name.";

/// Every variable, in the order of the reference page.
pub fn variables() -> impl Iterator<Item = &'static Variable> {
    sections()
        .into_iter()
        .flat_map(|section| section.variables.iter().copied())
}

/// The tables of the reference page, in Markdown.
#[must_use]
pub fn markdown() -> String {
    sections()
        .iter()
        .map(section_markdown)
        .collect::<Vec<_>>()
        .join("\n")
}

fn section_markdown(section: &Section) -> String {
    let mut text = format!("## {}\n\n", section.title);
    if !section.introduction.is_empty() {
        text.push_str(section.introduction);
        text.push_str("\n\n");
    }
    text.push_str(
        "| variable | also read as | type | default | meaning |\n|---|---|---|---|---|\n",
    );
    for variable in section.variables {
        text.push_str(&row(variable));
    }
    text
}

fn row(variable: &Variable) -> String {
    let names = variable.full_names();
    let (first, others) = names
        .split_first()
        .map_or((variable.name, &[][..]), |(first, rest)| {
            (first.as_str(), rest)
        });
    let others: Vec<_> = others.iter().map(|name| format!("`{name}`")).collect();
    let cells = [
        format!("`{first}`"),
        others.join(", "),
        kind(variable),
        default(variable),
        meaning(variable),
    ];
    format!(
        "| {} |\n",
        cells.map(|cell| cell.replace('|', "\\|")).join(" | ")
    )
}

fn kind(variable: &Variable) -> String {
    let secret = if variable.secret { ", secret" } else { "" };
    format!("{}{secret}", variable.kind.label())
}

fn default(variable: &Variable) -> String {
    match (variable.default_words, variable.default) {
        ("", "") => "–".to_owned(),
        ("", value) => format!("`{value}`"),
        (words, _) => words.to_owned(),
    }
}

fn meaning(variable: &Variable) -> String {
    let mut text = variable.meaning.to_owned();
    let is_advisable = matches!(variable.status, Status::Used | Status::NotYet);
    if is_advisable && variable.example != variable.default {
        text.push_str(" Example: `");
        text.push_str(variable.example);
        text.push_str("`.");
    }
    if variable.status == Status::NotYet {
        text.push_str(" *Not used by this release yet.*");
    }
    text
}
