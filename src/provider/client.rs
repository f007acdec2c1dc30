//! The one HTTP client: a deadline, no redirects, no retries, answers of at most 1 MiB.

use super::authorities;
use super::error::{Fault, ProviderSetupError};
use super::proxy::proxies;
use crate::config::outgoing::OutgoingConfig;
use reqwest::{Client, Request, Response, redirect, retry};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// How long a connection is kept for the next call: shorter than servers keep theirs, so that a call that must not be
/// repeated does not meet a connection that is being closed.
const IDLE: Duration = Duration::from_secs(15);

/// Calls identity providers. Clones share their connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: Client,
    /// Why https cannot be used, if it cannot.
    no_authorities: Option<String>,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl HttpClient {
    /// Sets the client up; that there are no authorities for TLS shows only when https is first needed.
    pub fn build(config: &OutgoingConfig) -> Result<Self, ProviderSetupError> {
        let (roots, no_authorities) = match authorities::load(config.ssl_cert_file.as_deref()) {
            Ok(roots) => (roots, None),
            Err(detail) => (RootCertStore::empty(), Some(detail)),
        };
        let builder = Client::builder()
            .user_agent(concat!("daemun/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_idle_timeout(IDLE)
            .timeout(config.timeout)
            .tls_backend_preconfigured(tls(roots)?)
            .no_proxy();
        let client = proxies(config)?
            .into_iter()
            .fold(builder, reqwest::ClientBuilder::proxy)
            .build()
            .map_err(ProviderSetupError::Client)?;
        Ok(Self {
            client,
            no_authorities,
        })
    }

    /// Starts a request.
    pub(super) fn get(&self, url: url::Url) -> reqwest::RequestBuilder {
        self.client.get(url)
    }

    /// Starts a request that carries a form.
    pub(super) fn post(&self, url: url::Url) -> reqwest::RequestBuilder {
        self.client.post(url)
    }

    /// Sends a request and reads its answer, both within `limit`.
    pub(super) async fn send(
        &self,
        request: reqwest::RequestBuilder,
        limit: Duration,
    ) -> Result<Answer, Fault> {
        let request = request.build().map_err(fault)?;
        self.may_send(&request)?;
        match tokio::time::timeout(limit, self.execute(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::NoAnswer),
        }
    }

    fn may_send(&self, request: &Request) -> Result<(), Fault> {
        match &self.no_authorities {
            Some(detail) if request.url().scheme() == "https" => Err(Fault::NoAuthorities {
                detail: detail.clone(),
            }),
            _ => Ok(()),
        }
    }

    async fn execute(&self, request: Request) -> Result<Answer, Fault> {
        let mut response = self.client.execute(request).await.map_err(fault)?;
        let status = response.status();
        if status.is_redirection() {
            return Err(Fault::Redirected);
        }
        Ok(Answer {
            status: status.as_u16(),
            body: body(&mut response).await?,
        })
    }
}

impl Answer {
    /// The body of a success.
    pub(super) fn success(self) -> Result<Vec<u8>, Fault> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        Err(Fault::Status {
            status: self.status,
        })
    }
}

/// Reads a body piece by piece, so that a length that is not announced is cut too.
async fn body(response: &mut Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(fault)? {
        if body.len() + piece.len() > LONGEST_ANSWER {
            return Err(Fault::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn tls(roots: RootCertStore) -> Result<ClientConfig, ProviderSetupError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(ProviderSetupError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// The innermost cause says what happened; the outer ones repeat the address, which may hold a secret.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that map_err calls it in"
)]
fn fault(error: reqwest::Error) -> Fault {
    if error.is_timeout() {
        return Fault::NoAnswer;
    }
    let mut cause = error.source();
    while let Some(inner) = cause.and_then(|cause| cause.source()) {
        cause = Some(inner);
    }
    let detail = cause.map_or_else(|| "the call failed".to_owned(), ToString::to_string);
    Fault::Unreachable { detail }
}
