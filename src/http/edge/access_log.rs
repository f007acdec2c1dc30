//! The one line that a request leaves in the log.
//!
//! Its name, route, method, status and duration; for a refusal the reason, the provider and the key's id; for what
//! failed on our side, and only there, the cause. Never a path, a query, a header, a body, or what was in one.

use super::exchange::Exchange;
use crate::http::errors::facts::Facts;
use actix_web::http::StatusCode;
use std::time::Duration;

/// Where no route matched.
pub const NO_ROUTE: &str = "(none)";

macro_rules! line {
    ($level:ident, $exchange:expr, $route:expr, $status:expr, $facts:expr) => {
        tracing::$level!(
            target: "daemun::access",
            id = $exchange.id.as_str(),
            route = $route,
            method = $exchange.method,
            status = $status.as_u16(),
            duration_ms = milliseconds($exchange.started.elapsed()),
            reason = $facts.reason,
            provider = $facts.provider,
            kid = $facts.kid.as_deref(),
            koe = $facts.koe.as_deref(),
            cause = $facts.cause.as_deref(),
            "{} {} answered {}",
            $exchange.method,
            $route,
            $status.as_u16(),
        )
    };
}

/// Writes it: an error where we are at fault, a warning where something that we need is away or slow.
pub fn write(exchange: &Exchange, status: StatusCode, facts: &Facts) {
    let route = exchange.route.as_deref().unwrap_or(NO_ROUTE);
    match facts.instead_of.unwrap_or(status) {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            line!(warn, exchange, route, status, facts);
        }
        judged if judged.is_server_error() => line!(error, exchange, route, status, facts),
        _ => line!(info, exchange, route, status, facts),
    }
}

/// With the precision that a person reads: a microsecond.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
