//! Kakao's genuine discovery document and keys, behind a proxy: the way to `https://kauth.kakao.com` on a machine that has
//! no way there.
//!
//! The service is told of a proxy and of a certificate authority, as in many a company. It asks the proxy for
//! `kauth.kakao.com:443`, speaks TLS through it, checks the certificate for that name, and is answered out of `fixtures`.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::PrivateKeyDer;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const HOST: &str = "kauth.kakao.com";
const DISCOVERY: &str = include_str!("../../../../fixtures/kakao/openid-configuration.json");
const KEYS: &str = include_str!("../../../../fixtures/kakao/jwks.json");
/// Longer than a healthy exchange takes, so that a test ends that went wrong.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running proxy; its thread ends with the process.
pub struct Tunnel {
    address: SocketAddr,
    folder: TempDir,
}

impl Tunnel {
    /// Starts it with an authority of its own.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut of_authority = CertificateParams::new(Vec::new()).expect("no names");
        of_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let authority = CertifiedIssuer::self_signed(of_authority, key).expect("an authority");
        let tunnel = Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            folder,
        };
        std::fs::write(tunnel.authority(), authority.pem()).expect("the file is written");
        let config = Arc::new(server_config(&authority));
        let listener = TcpListener::bind(tunnel.address).expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || {
            for stream in listener.incoming() {
                let config = Arc::clone(&config);
                let served = stream.and_then(|stream| serve(stream, config));
                // A test that fails for it tells more than this thread could.
                drop(served);
            }
        });
        Self { address, ..tunnel }
    }

    /// As `HTTPS_PROXY` takes it.
    pub fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// As `SSL_CERT_FILE` takes it.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }
}

fn server_config(authority: &CertifiedIssuer<'_, KeyPair>) -> ServerConfig {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![HOST.to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("they belong together")
}

/// Opens the tunnel to the one host there is, and answers at its end until the client has enough.
fn serve(mut stream: TcpStream, config: Arc<ServerConfig>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let asked = head(&mut stream)?;
    if !asked.starts_with(&format!("CONNECT {HOST}:443 ")) {
        return stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    }
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    let asked = head(&mut stream)?;
    let (status, body) = match asked.split(' ').nth(1) {
        Some("/.well-known/openid-configuration") => ("200 OK", DISCOVERY),
        Some("/.well-known/jwks.json") => ("200 OK", KEYS),
        _ => ("404 Not Found", ""),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// The lines up to the empty one.
fn head(stream: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    String::from_utf8(head).map_err(io::Error::other)
}
