//! The server under test, and the bytes of the requests to it.

use anyhow::{Context as _, Result};
use std::net::{SocketAddr, ToSocketAddrs as _};
use url::Url;

/// Where requests go.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its address.
    pub address: SocketAddr,
    host: String,
    prefix: String,
}

impl Target {
    /// The server at `url`, e.g. `http://127.0.0.1:9999` or `http://127.0.0.1:9999/auth/v1`.
    pub fn parse(url: &str) -> Result<Self> {
        let parsed = Url::parse(url).with_context(|| format!("{url} is no URL"))?;
        let host = parsed.host_str().context("the URL has no host")?;
        let port = parsed
            .port_or_known_default()
            .context("the URL has no port")?;
        let address = (host, port).to_socket_addrs()?.next();
        let address = address.with_context(|| format!("{host} has no address"))?;
        // A load goes to this machine and nowhere else.
        anyhow::ensure!(
            address.ip().is_loopback(),
            "{address} is not of this machine: the load goes to loopback only"
        );
        Ok(Self {
            address,
            host: format!("{host}:{port}"),
            prefix: parsed.path().trim_end_matches('/').to_owned(),
        })
    }

    /// `POST /token?grant_type=id_token`
    pub fn sign_in(&self, id_token: &str) -> Vec<u8> {
        let body = format!("{{\"provider\":\"kakao\",\"id_token\":\"{id_token}\"}}");
        self.request("POST", "/token?grant_type=id_token", "", Some(&body))
    }

    /// `POST /token?grant_type=refresh_token`
    pub fn refresh(&self, refresh_token: &str) -> Vec<u8> {
        let body = format!("{{\"refresh_token\":\"{refresh_token}\"}}");
        self.request("POST", "/token?grant_type=refresh_token", "", Some(&body))
    }

    /// `GET /user`
    pub fn user(&self, access_token: &str) -> Vec<u8> {
        let bearer = format!("Authorization: Bearer {access_token}\r\n");
        self.request("GET", "/user", &bearer, None)
    }

    fn request(&self, method: &str, path: &str, header: &str, body: Option<&str>) -> Vec<u8> {
        let mut text = format!(
            "{method} {}{path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: bench\r\n{header}",
            self.prefix, self.host
        );
        if let Some(body) = body {
            text.push_str("Content-Type: application/json\r\nContent-Length: ");
            text.push_str(&body.len().to_string());
            text.push_str("\r\n\r\n");
            text.push_str(body);
        } else {
            text.push_str("\r\n");
        }
        text.into_bytes()
    }
}
