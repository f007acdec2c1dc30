//! The second, small server of `daemun serve`: `/metrics` on an address of its own.

use crate::cli::exit::Exit;
use crate::http::metrics::serve_metrics;
use crate::telemetry::metrics::Metrics;
use actix_web::dev::ServerHandle;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

/// Takes the address of `METRICS_LISTEN`, if it is set; one that is busy stops the start.
pub fn bind(address: Option<SocketAddr>) -> Result<Option<TcpListener>, Exit> {
    let Some(address) = address else {
        return Ok(None);
    };
    match TcpListener::bind(address) {
        Ok(listener) => Ok(Some(listener)),
        Err(error) => Err(Exit::Failed(Some(anyhow::anyhow!(
            "cannot serve metrics on {address} (METRICS_LISTEN): {error}"
        )))),
    }
}

/// Serves until the handle is told to stop.
pub fn start(listener: TcpListener, metrics: Arc<Metrics>) -> Result<ServerHandle, Exit> {
    let address = listener.local_addr()?;
    let server = serve_metrics(listener, metrics)?;
    let handle = server.handle();
    actix_web::rt::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "metrics are not served any more");
        }
    });
    tracing::info!(%address, "metrics at http://{address}/metrics");
    Ok(handle)
}
