//! Serves the routes on listeners that are bound already.

use super::routes::{OwnRoutes, configure_with};
use super::state::HttpState;
use actix_web::dev::Server;
use actix_web::{App, HttpServer};
use std::io;
use std::net::TcpListener;
use std::time::Duration;

/// A client that has not ended its headers after this is let go.
const CLIENT_REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Longer than the idle time of the balancers that are usual (60 s), so that it is they who close a connection, never
/// we under a request that is on its way.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How the server runs.
#[derive(Debug, Clone, Copy)]
pub struct ServeOptions {
    /// Threads that answer; at least one is started.
    pub workers: usize,
    /// How long requests under way may take once the server is told to stop.
    pub shutdown_timeout: Duration,
}

/// The running server: a future that ends once it has stopped. [`Server::handle`] gives the means to stop it; signals
/// are left to the caller.
pub fn serve(
    listeners: Vec<TcpListener>,
    options: ServeOptions,
    state: HttpState,
) -> io::Result<Server> {
    serve_with(listeners, options, state, |_| {})
}

/// The same, with routes of the caller's own beside the service's.
pub fn serve_with(
    listeners: Vec<TcpListener>,
    options: ServeOptions,
    state: HttpState,
    own: OwnRoutes,
) -> io::Result<Server> {
    let application = move || {
        let state = state.clone();
        App::new().configure(|cfg| configure_with(cfg, state, own))
    };
    let mut server = HttpServer::new(application)
        .workers(options.workers.max(1))
        .client_request_timeout(CLIENT_REQUEST_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .tcp_nodelay(true)
        .shutdown_timeout(whole_seconds(options.shutdown_timeout))
        .disable_signals();
    for listener in listeners {
        server = server.listen(listener)?;
    }
    Ok(server.run())
}

/// Rounded up: no request is cut off earlier than was said.
fn whole_seconds(duration: Duration) -> u64 {
    let begun = u64::from(duration.subsec_nanos() > 0);
    duration.as_secs().saturating_add(begun)
}
