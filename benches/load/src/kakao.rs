//! The stand-in Kakao of a run: under its own address, or, for a server that knows Kakao by one issuer only, as
//! `https://kauth.kakao.com` with a certificate made for the run.

use crate::folder::Folder;
use anyhow::{Context as _, Result};
use daemun::clock::{SystemChance, SystemClock};
use daemun::config::Secret;
use daemun::sandbox::{StandIn, StandInOptions, TlsFiles};
use std::net::ToSocketAddrs as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The one app's key: the audience of the ID tokens.
pub const APP_KEY: &str = "0123456789abcdef0123456789abcdef";
/// Kakao's own issuer.
const ISSUER: &str = "https://kauth.kakao.com";
/// Its host.
const HOST: &str = "kauth.kakao.com";

/// A running stand-in.
pub struct Kakao {
    stand_in: StandIn,
    authority: Option<(Folder, PathBuf)>,
    _runtime: Runtime,
}

impl Kakao {
    /// Under its own address.
    pub fn start() -> Result<Self> {
        Self::start_with(StandInOptions::default(), None)
    }

    /// As `https://kauth.kakao.com`, on port 443 of this machine. `folder` gets its certificate, `kakao.pem`, which the server
    /// under test must trust (`SSL_CERT_FILE`); the hosts file must send the name to 127.0.0.1.
    pub fn start_as_kakao(folder: Option<&Path>) -> Result<Self> {
        let found = (HOST, 443).to_socket_addrs();
        anyhow::ensure!(
            found.is_ok_and(|mut addresses| addresses.all(|one| one.ip().is_loopback())),
            "{HOST} must be this machine for as long as this runs: add the line `127.0.0.1 {HOST}` to /etc/hosts"
        );
        let made = rcgen::generate_simple_self_signed([HOST.to_owned()])?;
        let temporary = Folder::make()?;
        let place = folder.unwrap_or(temporary.path()).join("kakao.pem");
        std::fs::write(&place, made.cert.pem()).with_context(|| place.display().to_string())?;
        let options = StandInOptions {
            port: 443,
            issuer: Some(ISSUER.to_owned()),
            tls: Some(TlsFiles {
                certificate: made.cert.pem(),
                key: Secret::new(made.signing_key.serialize_pem()),
            }),
            ..StandInOptions::default()
        };
        Self::start_with(options, Some((temporary, place)))
    }

    fn start_with(options: StandInOptions, authority: Option<(Folder, PathBuf)>) -> Result<Self> {
        let runtime = Runtime::new()?;
        let options = StandInOptions {
            client_ids: vec![APP_KEY.to_owned()],
            ..options
        };
        let stand_in = runtime
            .block_on(StandIn::start(
                options,
                Arc::new(SystemClock),
                Arc::new(SystemChance),
            ))
            .context(
                "the stand-in Kakao does not start (as https://kauth.kakao.com it needs port 443)",
            )?;
        Ok(Self {
            stand_in,
            authority,
            _runtime: runtime,
        })
    }

    /// The file with its certificate, where it speaks https.
    pub fn authority(&self) -> Option<&Path> {
        self.authority.as_ref().map(|(_, place)| place.as_path())
    }
}

impl Deref for Kakao {
    type Target = StandIn;

    fn deref(&self) -> &StandIn {
        &self.stand_in
    }
}
