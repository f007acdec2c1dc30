//! PostgreSQL's programs on this machine, and the user that may run them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folder with `initdb`, `pg_ctl` and `postgres`, and who runs them.
#[derive(Debug, Clone)]
pub struct Programs {
    folder: PathBuf,
    runs_as: Option<Unprivileged>,
}

/// An account without rights: PostgreSQL refuses to run as root.
#[derive(Debug, Clone, Copy)]
struct Unprivileged {
    user: u32,
    group: u32,
}

impl Programs {
    /// Looks where distributions put them (the newest version first), in `PATH`, and where `pg_config` says. `None` where
    /// they are missing, or where this is root and the machine has no other account to run them.
    pub fn find() -> Option<Self> {
        let folder = versioned_folders()
            .into_iter()
            .chain(path_folders())
            .chain(configured_folder())
            .find(|folder| {
                ["initdb", "pg_ctl", "postgres"]
                    .iter()
                    .all(|name| folder.join(name).is_file())
            })?;
        let runs_as = if number_of(&["-u"])? == 0 {
            Some(["postgres", "nobody"].into_iter().find_map(account)?)
        } else {
            None
        };
        Some(Self { folder, runs_as })
    }

    /// The path of one of them.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// `program` (a path) as the user that may run PostgreSQL, in `folder`.
    pub fn command(&self, program: &Path, folder: &Path) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .stdin(Stdio::null())
            .env("LC_ALL", "C");
        if let Some(account) = self.runs_as {
            command.uid(account.user).gid(account.group);
        }
        command
    }

    /// Gives `folder` to the user that runs PostgreSQL.
    pub fn give(&self, folder: &Path) {
        if let Some(account) = self.runs_as {
            std::os::unix::fs::chown(folder, Some(account.user), Some(account.group))
                .expect("root may give a folder away");
        }
    }
}

/// `/usr/lib/postgresql/<version>/bin` of Debian and Ubuntu, `/usr/pgsql-<version>/bin` of Red Hat; newest first.
fn versioned_folders() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")]
        .into_iter()
        .filter_map(|(parent, prefix)| Some((std::fs::read_dir(parent).ok()?, prefix)))
        .flat_map(|(entries, prefix)| entries.flatten().map(move |entry| (entry, prefix)))
        .filter_map(|(entry, prefix)| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, folder)| folder).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no command line that could read it for them"
)]
fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}

fn configured_folder() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(line_of(&output)?))
}

fn account(name: &str) -> Option<Unprivileged> {
    Some(Unprivileged {
        user: number_of(&["-u", name])?,
        group: number_of(&["-g", name])?,
    })
}

/// What `id` says to `arguments`.
fn number_of(arguments: &[&str]) -> Option<u32> {
    line_of(&Command::new("id").args(arguments).output().ok()?)?
        .parse()
        .ok()
}

fn line_of(output: &Output) -> Option<String> {
    let text = String::from_utf8(output.stdout.clone()).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
