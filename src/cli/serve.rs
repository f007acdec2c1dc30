//! `daemun serve`: runs the service from its configuration until it is told to stop.

mod metrics;

use super::environment::{self, ConfigFile};
use super::exit::Exit;
use crate::app::{App, Background, Startup};
use crate::clock::{Chance as _, SystemChance, SystemClock};
use crate::config::Config;
use crate::http::{HttpState, ServeOptions, serve};
use crate::store::migrations::Migrated;
use crate::telemetry;
use actix_web::dev::ServerHandle;
use clap::Args;
use std::io::IsTerminal as _;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long to wait for a database that is away.
const WAIT_FOR_DATABASE: Duration = Duration::from_secs(30);

const ABOUT: &str = "Settings come from the environment (see docs/configuration.md). DAEMUN_API_EXTERNAL_URL is \
     required; to sign anybody in, set DAEMUN_EXTERNAL_KAKAO_ENABLED=true and DAEMUN_EXTERNAL_KAKAO_CLIENT_ID to your \
     Kakao app's keys. The database is sqlite://daemun.db unless DAEMUN_DATABASE_URL says otherwise; missing tables are \
     made first. SIGTERM or SIGINT ends it once the requests under way are answered.";

/// Run the service
#[derive(Debug, Args)]
#[command(long_about = ABOUT)]
pub struct ServeArgs {
    #[command(flatten)]
    config: ConfigFile,

    /// Do not make missing tables (`daemun migrate` does); stop if there are any
    #[arg(long)]
    no_migrate: bool,
}

/// Runs the command.
pub fn run(args: &ServeArgs) -> Result<(), Exit> {
    let loaded = Config::load(&environment::source(&args.config)?)?;
    let _logs = telemetry::init(&loaded.config.log, std::io::stderr().is_terminal())
        .map_err(|error| Exit::Config(error.to_string()))?;
    environment::log_warnings(&loaded.warnings);
    warm_up_chance();
    actix_web::rt::System::new().block_on(serve_until_told(loaded.config, !args.no_migrate))
}

/// The crypto library gathers entropy for some 30 ms when it is first asked for a random number: beside the opening of the
/// database rather than after it. Whoever needs one before waits for it, as ever.
fn warm_up_chance() {
    let spawned = std::thread::Builder::new()
        .name("entropy".to_owned())
        .spawn(|| SystemChance.fill(&mut [0]));
    if let Err(error) = spawned {
        tracing::debug!(%error, "the start takes a moment longer");
    }
}

async fn serve_until_told(config: Config, migrates: bool) -> Result<(), Exit> {
    let startup = Startup {
        migrates,
        waits_for_database: WAIT_FOR_DATABASE,
    };
    let app = App::build(
        config,
        startup,
        Arc::new(SystemClock),
        Arc::new(SystemChance),
    )
    .await?;
    if let Some(Migrated::Ran(steps)) = &app.migrated {
        tracing::info!(steps = %steps.join(", "), "the database was migrated");
    }
    let config = Arc::clone(&app.context.config);
    let listeners = bind(&config.server.host, config.server.port)?;
    let addresses: Vec<SocketAddr> = listeners
        .iter()
        .map(TcpListener::local_addr)
        .collect::<Result<_, _>>()?;
    let for_metrics = metrics::bind(config.server.metrics_listen)?;
    let options = ServeOptions {
        workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        shutdown_timeout: config.server.shutdown_timeout,
    };
    let database = app.context.store.describe();
    let background = Background::start(&app.context);
    let state = HttpState::new(app.context).map_err(|error| Exit::Config(error.to_string()))?;
    let for_metrics = for_metrics.map(|listener| metrics::start(listener, state.metrics()));
    let for_metrics = for_metrics.transpose()?;
    let server = serve(listeners, options, state)?;
    for address in addresses {
        tracing::info!(%address, %database, "listening on http://{address}, database: {database}");
    }
    let handle = server.handle();
    let ended = run_until_told(handle, server).await;
    drop(background);
    if let Some(metrics) = for_metrics {
        metrics.stop(false).await;
    }
    ended
}

/// The sockets that `API_HOST` and `PORT` name: one for each address of the host.
fn bind(host: &str, port: u16) -> Result<Vec<TcpListener>, Exit> {
    let wrong = |error: std::io::Error| {
        Exit::Failed(Some(anyhow::anyhow!(
            "cannot listen on {host}, port {port} (API_HOST, PORT): {error}"
        )))
    };
    let host_alone = host.trim_start_matches('[').trim_end_matches(']');
    let addresses = (host_alone, port).to_socket_addrs().map_err(wrong)?;
    addresses
        .map(|address| TcpListener::bind(address).map_err(wrong))
        .collect()
}

/// Waits for SIGTERM or SIGINT, then lets the requests under way end; a second signal ends at once. `served` ends when
/// the server has stopped.
pub async fn run_until_told(
    handle: ServerHandle,
    served: impl Future<Output = std::io::Result<()>>,
) -> Result<(), Exit> {
    let mut signals = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    let stopper = actix_web::rt::spawn(async move { stop_when_told(&handle, &mut signals).await });
    let ended = served.await;
    stopper.abort();
    ended?;
    tracing::info!("stopped");
    Ok(())
}

async fn stop_when_told(handle: &ServerHandle, signals: &mut (Signal, Signal)) {
    told(signals).await;
    tracing::info!("told to stop; answering what is under way");
    let graceful = handle.stop(true);
    tokio::select! {
        () = graceful => {}
        () = told(signals) => {
            tracing::warn!("told again; stopping at once");
            handle.stop(false).await;
        }
    }
}

async fn told((terminate, interrupt): &mut (Signal, Signal)) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
