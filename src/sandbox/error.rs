//! Why the stand-in could not start or sign.

use std::io;

use aws_lc_rs::error::Unspecified;

/// One variant per reason; none carries a token or a key.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No app key was configured, so that no token could have an audience.
    #[error("the stand-in needs at least one client id")]
    NoClientId,
    /// The issuer cannot be the origin of this server.
    #[error("{issuer:?} cannot be the stand-in's issuer: {reason}")]
    Issuer {
        /// The issuer as it was given.
        issuer: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The port on 127.0.0.1 could not be had.
    #[error("127.0.0.1:{port} cannot be listened on")]
    Bind {
        /// The port that was asked for; 0 is any.
        port: u16,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The certificate or its key is no PEM of the right kind.
    #[error("the stand-in's certificate or private key cannot be read as PEM")]
    Pem(#[source] rustls::pki_types::pem::Error),
    /// The certificate and the key do not make a TLS server.
    #[error("the stand-in cannot speak TLS with this certificate and key")]
    Tls(#[source] rustls::Error),
    /// An RSA key could not be made.
    #[error("no RSA key could be generated")]
    KeyGeneration(#[source] Unspecified),
    /// A token could not be signed.
    #[error("the token could not be signed")]
    Signature(#[source] Unspecified),
    /// Header or claims could not be written as JSON.
    #[error("the token could not be written as JSON")]
    Json(#[source] serde_json::Error),
    /// The server's thread could not be started.
    #[error("the stand-in's thread could not be started")]
    Thread(#[source] io::Error),
    /// The server did not come up.
    #[error("the stand-in's server could not be started")]
    Server(#[source] io::Error),
    /// The server's thread ended before it said that it listens.
    #[error("the stand-in's thread ended before it listened")]
    Ended,
}
