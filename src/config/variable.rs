//! What there is to know about one variable: its names, type, default and meaning.
//!
//! Each section declares its variables with these types; parsing takes the defaults from here, the reference page is
//! rendered from here, so that neither can say what the other does not do.

/// The prefix of our own names.
pub const OWN_PREFIX: &str = "DAEMUN_";
/// The prefix of Supabase Auth's names.
pub const SUPABASE_PREFIX: &str = "GOTRUE_";

/// One variable of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// The name without prefix, e.g. `JWT_EXP`.
    pub name: &'static str,
    /// Other names without prefix that mean the same and count less.
    pub aliases: &'static [&'static str],
    /// The prefixes with which it is read.
    pub names: Names,
    /// The type, as the reference page says it.
    pub kind: Kind,
    /// The value that counts where none is set; empty where there is none.
    pub default: &'static str,
    /// What the reference page says in the default's place, where the value itself would not do.
    pub default_words: &'static str,
    /// A value that is accepted.
    pub example: &'static str,
    /// What it does, in one line of Markdown.
    pub meaning: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether this release does anything with it.
    pub status: Status,
}

/// With which prefixes a variable is read, the first beating the later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// `DAEMUN_X` alone: Supabase Auth has no such setting.
    Own,
    /// `DAEMUN_X`, `GOTRUE_X`.
    Shared,
    /// `DAEMUN_X`, `GOTRUE_X`, `X`: Supabase Auth reads it without a prefix.
    Bare,
    /// `X` alone: other programs on the machine read the same name.
    System,
}

/// The type of a variable's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// `true` or `false`, and Go's other spellings of the two.
    Switch,
    /// A whole number.
    Number,
    /// A whole number of seconds, without a unit.
    Seconds,
    /// Go's notation of a duration.
    Duration,
    /// An absolute URL.
    Url,
    /// Values between commas.
    List,
    /// Networks between commas, in CIDR notation, or single addresses.
    Networks,
    /// An address and a port.
    SocketAddress,
    /// A JSON array of JWKs.
    Keys,
    /// `id:key` pairs between commas.
    KeyPairs,
    /// A path on this machine.
    Path,
    /// One word out of several.
    OneOf(&'static str),
}

/// What this release does with a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It counts.
    Used,
    /// It is read and checked, and nothing follows from it yet.
    NotYet,
    /// Supabase Auth's; accepted, and nothing follows from it.
    WithoutEffect,
    /// Supabase Auth's; where it is switched on, the service does not start.
    Refused,
}

impl Variable {
    /// The starting point of a declaration: a text that only we have, without a default.
    pub(super) const fn named(name: &'static str) -> Self {
        Self {
            name,
            aliases: &[],
            names: Names::Own,
            kind: Kind::Text,
            default: "",
            default_words: "",
            example: "",
            meaning: "",
            secret: false,
            status: Status::Used,
        }
    }

    /// The name to use in advice: ours, or the only one that there is.
    #[must_use]
    pub fn preferred_name(&self) -> String {
        match self.names {
            Names::System => self.name.to_owned(),
            Names::Own | Names::Shared | Names::Bare => format!("{OWN_PREFIX}{}", self.name),
        }
    }

    /// Every name under which it is read, the first beating the later ones.
    #[must_use]
    pub fn full_names(&self) -> Vec<String> {
        let stems = || std::iter::once(&self.name).chain(self.aliases);
        let prefixed = |prefix: &'static str| stems().map(move |stem| format!("{prefix}{stem}"));
        match self.names {
            Names::Own => prefixed(OWN_PREFIX).collect(),
            Names::Shared => prefixed(OWN_PREFIX)
                .chain(prefixed(SUPABASE_PREFIX))
                .collect(),
            Names::Bare => prefixed(OWN_PREFIX)
                .chain(prefixed(SUPABASE_PREFIX))
                .chain(std::iter::once(self.name.to_owned()))
                .collect(),
            Names::System => prefixed("").collect(),
        }
    }
}

impl Kind {
    /// The type in the words of the reference page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Switch => "true or false",
            Self::Number => "whole number",
            Self::Seconds => "seconds",
            Self::Duration => "duration",
            Self::Url => "URL",
            Self::List => "list",
            Self::Networks => "list of networks",
            Self::SocketAddress => "address:port",
            Self::Keys => "JSON array of JWKs",
            Self::KeyPairs => "list of id:key",
            Self::Path => "path",
            Self::OneOf(words) => words,
        }
    }
}
