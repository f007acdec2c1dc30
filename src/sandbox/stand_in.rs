//! The running stand-in, as the code that started it holds it.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
    thread,
};

use actix_web::{dev::ServerHandle, web::Data};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::clock::{Chance, Clock};

use super::{
    discovery,
    error::SandboxError,
    faults::Faults,
    keys::{KeyChoice, SandboxKey, Scheme, StandInKeys},
    options::StandInOptions,
    requests::{CodeRequest, MintedToken, TokenRequest},
    server,
    state::{State, lock},
    tls,
};

/// A stand-in Kakao that listens until it is stopped or dropped.
pub struct StandIn {
    url: String,
    state: Data<State>,
    server: ServerHandle,
    ended: oneshot::Receiver<()>,
}

impl StandIn {
    /// Starts one on 127.0.0.1 and returns once it listens.
    pub async fn start(
        options: StandInOptions,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, SandboxError> {
        let tls = options.tls.as_ref().map(tls::server_config).transpose()?;
        let port = options.port;
        let bind = |source| SandboxError::Bind { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(bind)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = listener.local_addr().map_err(bind)?;
        let url = format!("{scheme}://{address}");
        let keys = match &options.keys {
            Some(keys) => keys.clone(),
            None => generate_aside(&chance).await?,
        };
        let state = State::new(options, &url, keys, clock, chance)?;
        let state = Data::new(state);
        let (server, ended) = server::spawn(listener, tls, state.clone()).await?;
        Ok(Self {
            url,
            state,
            server,
            ended,
        })
    }

    /// Where it listens: scheme, 127.0.0.1 and port, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The issuer that its tokens name.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.state.issuer
    }

    /// An ID token, exactly as Kakao would write it, with an access token of the same user.
    pub fn mint_id_token(&self, request: &TokenRequest) -> Result<MintedToken, SandboxError> {
        self.state.mint_id_token(request)
    }

    /// An authorization code, as it would come back to the redirect URI.
    #[must_use]
    pub fn mint_code(&self, request: &CodeRequest) -> String {
        self.state.mint_code(request)
    }

    /// Signs any header and payload, however unlike Kakao's, by any scheme with any of its keys.
    pub fn sign(
        &self,
        key: KeyChoice,
        scheme: Scheme,
        header: impl AsRef<[u8]>,
        payload: impl AsRef<[u8]>,
    ) -> Result<String, SandboxError> {
        let key = self.state.key(key)?;
        key.sign(scheme, header.as_ref(), payload.as_ref())
    }

    /// The id of one of its keys.
    pub fn kid(&self, key: KeyChoice) -> Result<String, SandboxError> {
        Ok(self.state.key(key)?.kid().to_owned())
    }

    /// One of its public keys in DER (`SubjectPublicKeyInfo`), as an attacker would take it for a secret.
    pub fn public_der(&self, key: KeyChoice) -> Result<Vec<u8>, SandboxError> {
        self.state.key(key)?.public_der()
    }

    /// The key set that it publishes at present.
    pub fn jwks(&self) -> Result<Value, SandboxError> {
        serde_json::to_value(discovery::jwks(&self.state)).map_err(SandboxError::Json)
    }

    /// A new key signs from now on; the one that did so far remains published, the other goes. Takes as long as it
    /// takes to make an RSA key.
    pub fn rotate_keys(&self) -> Result<(), SandboxError> {
        let new = SandboxKey::generate(self.state.chance.as_ref())?;
        let mut keys = lock(&self.state.keys);
        *keys = keys.rotated_to(new);
        Ok(())
    }

    /// The switches that make it misbehave.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.state.faults.clone()
    }

    /// How many requests to `path` have arrived so far.
    #[must_use]
    pub fn requests(&self, path: &str) -> usize {
        self.state.faults.requests(path)
    }

    /// Stops it at once, whatever it was answering, and returns when its port is free again.
    pub async fn stop(mut self) {
        self.server.stop(false).await;
        // An error means that the thread ended without saying so: it has ended all the same.
        match (&mut self.ended).await {
            Ok(()) | Err(_) => {}
        }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // The command is sent by the call; only its end would have to be awaited.
        drop(self.server.stop(false));
    }
}

/// Makes the keys on a thread of their own, since that takes its time.
async fn generate_aside(chance: &Arc<dyn Chance>) -> Result<StandInKeys, SandboxError> {
    let (done, when_done) = oneshot::channel();
    let chance = Arc::clone(chance);
    thread::Builder::new()
        .name("stand-in-keys".to_owned())
        .spawn(move || drop(done.send(StandInKeys::generate(chance.as_ref()))))
        .map_err(SandboxError::Thread)?;
    match when_done.await {
        Ok(keys) => keys,
        Err(_) => Err(SandboxError::Ended),
    }
}
