//! A temporary folder that goes with this program, also where no destructor runs.

use crate::guard::Guard;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Removes the folder; whoever writes into it may need a moment to end.
const REMOVE: &str = r#"
attempts=0
while [ -e "$1" ] && [ "$attempts" -lt 50 ]; do
    rm -rf "$1" || sleep 0.1
    attempts=$((attempts + 1))
done"#;

/// A folder of this program's own; it goes with the value.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _guard: Guard,
}

impl Folder {
    /// An empty one.
    pub fn make() -> Result<Self> {
        let made = tempfile::Builder::new().prefix("daemun-load-").tempdir()?;
        let path = made.keep();
        let text = path
            .to_str()
            .context("temporary folders have readable names")?;
        let guard = Guard::over(Command::new("sh"), REMOVE, &[text]);
        Ok(Self {
            path,
            _guard: guard,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
