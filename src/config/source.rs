//! Where settings come from: the environment's variables, handed over as a map, and optionally a file.
//!
//! Owns precedence: `DAEMUN_X`, `GOTRUE_X`, `X` of the environment, then the same of the file. A value that is empty
//! or blank counts as not set. It has no Debug: values may be secrets.

use super::file::ConfigFile;
use super::variable::Variable;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Everything that was set.
pub struct Source {
    environment: BTreeMap<String, String>,
    file: Option<ConfigFile>,
}

/// The name under which something was set, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The name as it was written, prefix included.
    pub name: String,
    /// Where it was written.
    pub place: Place,
}

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// An environment variable.
    Environment,
    /// A line of the file.
    File {
        /// The file as it was named.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// Nowhere: the default.
    Default,
}

/// A value with its origin.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Setting<'a> {
    pub(super) origin: Origin,
    pub(super) value: &'a str,
}

impl Source {
    /// Takes the environment's variables and, if there is one, the file's name and text.
    pub fn new(
        env: impl IntoIterator<Item = (String, String)>,
        file: Option<(&Path, String)>,
    ) -> Self {
        let environment = env.into_iter().filter(|(_, value)| is_set(value)).collect();
        let file = file.map(|(path, text)| ConfigFile::parse(path, &text));
        Self { environment, file }
    }

    /// The names that are set and that the service would read, for a command that reads none of them.
    #[must_use]
    pub fn recognised(&self) -> Vec<Origin> {
        let known = super::notices::known_names();
        let is_known = |origin: &Origin| {
            known.contains(origin.name.as_str()) || super::unsupported::is_one(&origin.name)
        };
        self.origins().filter(is_known).collect()
    }

    /// The setting that counts.
    pub(super) fn find(&self, variable: &Variable) -> Option<Setting<'_>> {
        self.find_all(&variable.full_names()).into_iter().next()
    }

    /// Every setting under one of `names`, the one that counts first.
    pub(super) fn find_all(&self, names: &[String]) -> Vec<Setting<'_>> {
        let environment = names.iter().filter_map(|name| self.in_environment(name));
        let file = names.iter().filter_map(|name| self.in_file(name));
        environment.chain(file).collect()
    }

    /// Every name that is set, known or not.
    pub(super) fn origins(&self) -> impl Iterator<Item = Origin> + '_ {
        let environment = self
            .environment
            .keys()
            .map(|name| Origin::environment(name));
        let file = self.file.iter().flat_map(ConfigFile::origins);
        environment.chain(file)
    }

    /// The file, if there is one.
    pub(super) fn file(&self) -> Option<&ConfigFile> {
        self.file.as_ref()
    }

    fn in_environment(&self, name: &str) -> Option<Setting<'_>> {
        let value = self.environment.get(name)?;
        Some(Setting {
            origin: Origin::environment(name),
            value,
        })
    }

    fn in_file(&self, name: &str) -> Option<Setting<'_>> {
        self.file.as_ref()?.find(name)
    }
}

impl Origin {
    pub(super) fn environment(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            place: Place::Environment,
        }
    }

    pub(super) fn default_of(variable: &Variable) -> Self {
        Self {
            name: variable.preferred_name(),
            place: Place::Default,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.place {
            Place::Environment => Ok(()),
            Place::File { path, line } => write!(f, " (line {line} of {})", path.display()),
            Place::Default => f.write_str(" (by default)"),
        }
    }
}

/// Whether a value counts as set: an empty one, or one of blanks, does not.
pub(super) fn is_set(value: &str) -> bool {
    !value.trim().is_empty()
}
