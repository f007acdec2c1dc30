//! The server under test, and the bytes of the requests to it.

use anyhow::{Context as _, Result};
use std::net::{SocketAddr, ToSocketAddrs as _};
use url::Url;

/// Where requests go.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its address.
    pub address: SocketAddr,
    prefix: String,
    /// The end of the request line, and the headers that every request has.
    lines: String,
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
            prefix: parsed.path().trim_end_matches('/').to_owned(),
            lines: format!(" HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: bench\r\n"),
        })
    }

    /// Writes `POST /token?grant_type=id_token` to `out`.
    pub fn sign_in(&self, out: &mut Vec<u8>, id_token: &str) {
        let before = "{\"provider\":\"kakao\",\"id_token\":\"";
        self.post(out, "id_token", [before, id_token, "\"}"]);
    }

    /// Writes `POST /token?grant_type=refresh_token` to `out`.
    pub fn refresh(&self, out: &mut Vec<u8>, refresh_token: &str) {
        self.post(
            out,
            "refresh_token",
            ["{\"refresh_token\":\"", refresh_token, "\"}"],
        );
    }

    /// Writes `GET /user` to `out`.
    pub fn user(&self, out: &mut Vec<u8>, access_token: &str) {
        out.clear();
        add(
            out,
            [
                "GET ",
                &self.prefix,
                "/user",
                &self.lines,
                "Authorization: Bearer ",
                access_token,
                "\r\n\r\n",
            ],
        );
    }

    fn post(&self, out: &mut Vec<u8>, grant: &str, body: [&str; 3]) {
        let length: usize = body.iter().map(|part| part.len()).sum();
        out.clear();
        add(
            out,
            [
                "POST ",
                &self.prefix,
                "/token?grant_type=",
                grant,
                &self.lines,
            ],
        );
        add(
            out,
            [
                "Content-Type: application/json\r\nContent-Length: ",
                &length.to_string(),
                "\r\n\r\n",
            ],
        );
        add(out, body);
    }
}

fn add<const N: usize>(out: &mut Vec<u8>, parts: [&str; N]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn a_request_has_its_path_its_headers_and_the_length_of_its_body() {
        let target = Target::parse("http://127.0.0.1:9999/auth/v1/").unwrap();
        let mut out = b"left over".to_vec();
        target.refresh(&mut out, "abc");
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "POST /auth/v1/token?grant_type=refresh_token HTTP/1.1\r\nHost: 127.0.0.1:9999\r\nUser-Agent: bench\r\n\
             Content-Type: application/json\r\nContent-Length: 23\r\n\r\n{\"refresh_token\":\"abc\"}"
        );
    }

    #[test]
    fn a_server_elsewhere_is_refused() {
        assert!(Target::parse("http://192.0.2.1:9999").is_err());
    }
}
