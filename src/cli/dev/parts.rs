//! The parts that `daemun dev` runs: the stand-in Kakao, the service, and the folder of the database.

use super::{DevArgs, config_of, demo};
use crate::app::{App, Startup};
use crate::cli::exit::Exit;
use crate::cli::serve::run_until_told;
use crate::clock::{Chance, Clock, SystemChance, SystemClock};
use crate::config::database::DatabaseUrl;
use crate::config::{Config, Secret};
use crate::flows::Context;
use crate::http::{HttpState, ServeOptions, serve_with};
use crate::sandbox::{StandIn, StandInOptions, StandInUser, TlsFiles};
use actix_web::dev::ServerHandle;
use actix_web::rt::task::JoinHandle;
use anyhow::Context as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// The sample app's REST key and native key, of Kakao's form.
pub const CLIENT_IDS: [&str; 2] = [
    "5ba11dae0000000000000000000000a1",
    "5ba11dae0000000000000000000000b2",
];
/// The service's port, as `serve` has it by default.
const USUAL_PORT: u16 = 8081;
/// The sample app's client secret.
const CLIENT_SECRET: &str = "sandbox-client-secret";
/// Where a sign-in may end: any page of `localhost`; those of 127.0.0.1 need no entry.
const LOCAL_PAGES: &str =
    "http://localhost,http://localhost/**,http://localhost:*,http://localhost:*/**";

/// Everything that runs.
pub struct Parts {
    /// The stand-in Kakao.
    pub kakao: StandIn,
    /// The service's parts.
    pub context: Context,
    /// The service's address, e.g. `http://127.0.0.1:8081`.
    pub url: String,
    /// The database's folder, where it is to go with the rest.
    temporary: Option<TempDir>,
    handle: ServerHandle,
    served: JoinHandle<std::io::Result<()>>,
}

impl Parts {
    /// Starts them.
    pub async fn start(args: &DevArgs) -> Result<Self, Exit> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let chance: Arc<dyn Chance> = Arc::new(SystemChance);
        let kakao = StandIn::start(stand_in(args)?, Arc::clone(&clock), Arc::clone(&chance))
            .await
            .context("the stand-in Kakao does not start")?;
        let listener = listen(args.port)?;
        let url = format!("http://{}", listener.local_addr()?);
        let temporary = match &args.data {
            None => Some(TempDir::with_prefix("daemun-dev-")?),
            Some(_) => None,
        };
        let folder = match (&args.data, &temporary) {
            (Some(folder), _) => folder.clone(),
            (None, Some(folder)) => folder.path().to_owned(),
            (None, None) => PathBuf::from("."),
        };
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let config = config(&url, &kakao, &folder, args.certificate.as_deref())?;
        let startup = Startup {
            migrates: true,
            waits_for_database: Duration::ZERO,
        };
        let app = App::build(config, startup, clock, chance).await?;
        let state = HttpState::for_loopback_hosts(app.context.clone())
            .context("the service does not start")?;
        let options = ServeOptions {
            workers: 1,
            shutdown_timeout: app.context.config.server.shutdown_timeout,
        };
        let server = serve_with(vec![listener], options, state, demo::routes)?;
        Ok(Self {
            kakao,
            context: app.context,
            url,
            temporary,
            handle: server.handle(),
            served: actix_web::rt::spawn(server),
        })
    }

    /// Stops everything and removes a temporary folder.
    pub async fn stop(self) -> Result<(), Exit> {
        self.handle.stop(true).await;
        self.served.await.context("the service did not end")??;
        self.kakao.stop().await;
        drop(self.context);
        close(self.temporary)
    }

    /// Serves until Ctrl-C or SIGTERM.
    pub async fn run_until_told(self) -> Result<(), Exit> {
        let served = async {
            match self.served.await {
                Ok(ended) => ended,
                Err(error) => Err(std::io::Error::other(error)),
            }
        };
        run_until_told(self.handle, served).await?;
        self.kakao.stop().await;
        drop(self.context);
        close(self.temporary)
    }
}

/// The port that was asked for; without a wish the usual one, or any that is free.
fn listen(port: Option<u16>) -> Result<TcpListener, Exit> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = match port {
        Some(port) => bind(port).with_context(|| {
            format!("port {port} cannot be had; without --port any free one is taken")
        }),
        None => bind(USUAL_PORT)
            .or_else(|_taken| bind(0))
            .context("no port is free"),
    };
    Ok(listener?)
}

fn close(temporary: Option<TempDir>) -> Result<(), Exit> {
    match temporary {
        Some(folder) => folder.close().map_err(Exit::from),
        None => Ok(()),
    }
}

fn stand_in(args: &DevArgs) -> Result<StandInOptions, Exit> {
    let tls = match (&args.certificate, &args.key) {
        (Some(certificate), Some(key)) => Some(TlsFiles {
            certificate: read(certificate)?,
            key: Secret::new(read(key)?),
        }),
        _ => None,
    };
    Ok(StandInOptions {
        port: args.kakao_port,
        issuer: args.issuer.clone(),
        tls,
        client_ids: CLIENT_IDS.map(str::to_owned).to_vec(),
        client_secret: Some(Secret::new(CLIENT_SECRET)),
        admin_key: None,
        redirect_uris: Vec::new(),
        users: vec![StandInUser::sample()],
        keys: None,
    })
}

fn read(file: &Path) -> Result<String, Exit> {
    std::fs::read_to_string(file)
        .with_context(|| file.display().to_string())
        .map_err(Exit::from)
}

fn config(
    url: &str,
    kakao: &StandIn,
    folder: &Path,
    certificate: Option<&Path>,
) -> Result<Config, Exit> {
    let mut config = config_of(&[
        ("API_EXTERNAL_URL", url.to_owned()),
        ("SITE_URL", format!("{url}{}", demo::PATH)),
        ("URI_ALLOW_LIST", LOCAL_PAGES.to_owned()),
        ("LOG_FORMAT", "text".to_owned()),
        ("EXTERNAL_KAKAO_ENABLED", "true".to_owned()),
        ("EXTERNAL_KAKAO_CLIENT_ID", CLIENT_IDS.join(",")),
        ("EXTERNAL_KAKAO_SECRET", CLIENT_SECRET.to_owned()),
        (
            "EXTERNAL_KAKAO_REDIRECT_URI",
            format!("{url}/auth/v1/callback"),
        ),
        ("EXTERNAL_ANONYMOUS_USERS_ENABLED", "true".to_owned()),
        ("SECURITY_MANUAL_LINKING_ENABLED", "true".to_owned()),
        ("EXTERNAL_KAKAO_URL", kakao.issuer().to_owned()),
        ("EXTERNAL_KAKAO_EXPLAIN_REFUSALS", "true".to_owned()),
    ])?;
    config.database.url = DatabaseUrl::Sqlite(folder.join("daemun.db"));
    config.outgoing.ssl_cert_file = certificate.map(Path::to_path_buf);
    Ok(config)
}
