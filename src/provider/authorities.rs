//! The certificate authorities that outgoing TLS trusts: the file that a setting names, else the system's.
//!
//! That there are none is no error here: a service whose provider is on this machine needs none.

use rustls::RootCertStore;
use rustls_native_certs::CertificateResult;
use std::path::{Path, PathBuf};

/// Where systems keep all their authorities in one PEM file, likeliest first.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
];

/// The system's authorities in one PEM file, where there is such a file.
pub fn system_bundle() -> Option<PathBuf> {
    BUNDLES
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.is_file())
}

/// The authorities to trust, or where they were looked for in vain.
pub(super) fn load(file: Option<&Path>) -> Result<RootCertStore, String> {
    let (found, place) = match file {
        Some(file) => (
            rustls_native_certs::load_certs_from_paths(Some(file), None),
            format!("SSL_CERT_FILE is {}", file.display()),
        ),
        None => system(),
    };
    let mut roots = RootCertStore::empty();
    let (usable, unusable) = roots.add_parsable_certificates(found.certs);
    for error in &found.errors {
        tracing::debug!(%error, "a certificate authority cannot be read");
    }
    tracing::debug!(usable, unusable, "certificate authorities read");
    match found.errors.first() {
        _ if usable > 0 => Ok(roots),
        Some(error) => Err(format!("{place}: {error}")),
        None => Err(place),
    }
}

/// The library's own search would read the environment, which only the command line may.
#[cfg(not(any(target_os = "macos", windows)))]
fn system() -> (CertificateResult, String) {
    let Some(bundle) = system_bundle() else {
        let place = format!("looked for {}", BUNDLES.join(", "));
        return (CertificateResult::default(), place);
    };
    let place = format!("looked in {}", bundle.display());
    let found = rustls_native_certs::load_certs_from_paths(Some(&bundle), None);
    (found, place)
}

#[cfg(any(target_os = "macos", windows))]
fn system() -> (CertificateResult, String) {
    let found = rustls_native_certs::load_native_certs();
    (found, "looked in the system's store".to_owned())
}
