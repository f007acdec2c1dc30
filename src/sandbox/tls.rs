//! The stand-in's certificate: PEM text to a TLS server's settings.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use super::{error::SandboxError, options::TlsFiles};

/// Settings without client certificates. The cryptography is named here, so that it does not depend on whether the
/// process has chosen one.
pub(super) fn server_config(files: &TlsFiles) -> Result<ServerConfig, SandboxError> {
    let chain = CertificateDer::pem_slice_iter(files.certificate.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(SandboxError::Pem)?;
    let key =
        PrivateKeyDer::from_pem_slice(files.key.expose().as_bytes()).map_err(SandboxError::Pem)?;
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(SandboxError::Tls)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(SandboxError::Tls)
}
