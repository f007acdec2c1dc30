//! Calls to the service through its own port, as an app makes them.

use crate::cli::exit::Exit;
use anyhow::Context as _;
use reqwest::{Client, Response, StatusCode, redirect};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Calls the service on this machine, without any proxy.
pub struct Calls {
    client: Client,
    base: String,
}

/// What the service answered.
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// The body; null if there is none.
    pub body: Value,
}

impl Calls {
    /// Calls to the service at `base`.
    pub fn new(base: &str) -> Result<Self, Exit> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(15))
            .tls_backend_preconfigured(no_tls()?)
            .build()
            .context("calls to the service cannot be made")?;
        Ok(Self {
            client,
            base: base.to_owned(),
        })
    }

    /// `POST /token`.
    pub async fn token(&self, grant_type: &str, body: &Value) -> Result<Answered, Exit> {
        let url = format!("{}/auth/v1/token?grant_type={grant_type}", self.base);
        let sent = self
            .client
            .post(url)
            .header("Content-Type", "application/json")
            .body(body.to_string());
        answered(sent.send().await.context("POST /token")?).await
    }

    /// `GET /user`.
    pub async fn user(&self, access_token: &str) -> Result<Answered, Exit> {
        let sent = self
            .client
            .get(format!("{}/auth/v1/user", self.base))
            .bearer_auth(access_token);
        answered(sent.send().await.context("GET /user")?).await
    }
}

/// The service speaks http, yet the client wants to know how it would speak https: trusting nobody.
fn no_tls() -> anyhow::Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(config)
}

async fn answered(response: Response) -> Result<Answered, Exit> {
    let status = response.status();
    let text = response.text().await.context("the answer broke off")?;
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).context("the answer is no JSON")?
    };
    Ok(Answered { status, body })
}
