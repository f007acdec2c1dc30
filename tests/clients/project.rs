//! The project that the clients belong to: a service with a stand-in Kakao, and a back end's key.

use crate::support::binary::Binary;
use crate::support::database::TestDatabase;
use crate::support::kakao::Kakao;
use crate::support::left_out::left_out;
use crate::support::port::free_port;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What has to be installed for a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Js,
    Python,
    Browser,
    /// An example's packages.
    Example(&'static str),
}

/// Where Debian and others have it.
const BROWSERS: [&str; 3] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
];

/// The scripts' folder.
pub fn folder() -> PathBuf {
    root().join("tests/clients")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Need {
    fn is_there(self) -> bool {
        match self {
            Self::Js => folder().join("node_modules/@supabase/supabase-js").exists(),
            Self::Python => folder().join(".venv/bin/python").exists(),
            Self::Browser => {
                folder().join("node_modules/playwright-core").exists()
                    && BROWSERS.iter().any(|place| Path::new(place).exists())
            }
            Self::Example(name) => root()
                .join("examples")
                .join(name)
                .join("node_modules")
                .exists(),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Js | Self::Python => "Supabase clients (tests/clients)",
            Self::Browser => "Chromium, or the package that drives it (tests/clients)",
            Self::Example(_) => "packages of the examples (examples)",
        }
    }
}

/// A service that is set up as an app's would be, once a script is to run against it.
#[derive(Debug)]
pub struct Project<'a> {
    database: &'a TestDatabase,
    settings: &'a [(&'a str, &'a str)],
}

impl<'a> Project<'a> {
    /// With these settings besides.
    pub fn of(database: &'a TestDatabase, settings: &'a [(&'a str, &'a str)]) -> Self {
        Self { database, settings }
    }

    /// Runs `script` against it, if what it needs is installed.
    pub fn run(self, needs: &[Need], mut script: Command) {
        if let Some(missing) = needs.iter().find(|need| !need.is_there()) {
            let name = format!("{script:?}");
            left_out(&name, missing.name(), "scripts/test installs them");
            return;
        }
        let kakao = Kakao::start();
        let service = self.serve(&kakao);

        let verdict = script
            .current_dir(folder())
            .env("DAEMUN_URL", service.url())
            .env("DAEMUN_PROGRAM", env!("CARGO_BIN_EXE_daemun"))
            .env("KAKAO_URL", kakao.url())
            .env("SERVICE_ROLE_KEY", service_role_key(self.database))
            .output()
            .expect("the client's language is installed");

        assert!(
            verdict.status.success(),
            "{}{}\nThe service said:\n{}",
            String::from_utf8_lossy(&verdict.stdout),
            String::from_utf8_lossy(&verdict.stderr),
            service.output(),
        );
    }

    fn serve(&self, kakao: &Kakao) -> Binary {
        // Kakao sends browsers back to an address that the service must know before it listens.
        let port = free_port().to_string();
        let url = format!("http://127.0.0.1:{port}/auth/v1");
        let callback = format!("{url}/callback");
        let mut variables = vec![
            ("DAEMUN_PORT", port.as_str()),
            ("DAEMUN_API_EXTERNAL_URL", &url),
            ("DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI", &callback),
            ("DAEMUN_EXTERNAL_KAKAO_SECRET", "a-client-secret"),
            // Any port of this host is then a site that browsers may be sent to.
            ("DAEMUN_SITE_URL", "http://127.0.0.1:3000"),
            ("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true"),
        ];
        variables.extend(self.settings);
        Binary::serve_with(self.database, kakao, &variables)
    }
}

/// A key of the role that may do everything, signed with the key in the database.
fn service_role_key(database: &TestDatabase) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_daemun"))
        .args([
            "keys",
            "token",
            "--role",
            "service_role",
            "--expires-in",
            "1h",
        ])
        .env_clear()
        .env("DAEMUN_DATABASE_URL", database.url())
        .env("DAEMUN_API_EXTERNAL_URL", "http://127.0.0.1/auth/v1")
        .output()
        .expect("the binary runs");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    String::from_utf8(made.stdout)
        .expect("a token")
        .trim()
        .to_owned()
}
