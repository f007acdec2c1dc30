//! The HTTP client: whom it trusts and what goes through a proxy.

use super::scene::{LONG, outgoing};
use super::server::{Reply, Server, read, write};
use crate::config::Secret;
use crate::config::outgoing::OutgoingConfig;
use crate::provider::{Fault, HttpClient, ProviderSetupError};
use rcgen::CertifiedKey;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tempfile::NamedTempFile;

async fn get(config: &OutgoingConfig, url: &str, limit: Duration) -> Result<u16, Fault> {
    let client = HttpClient::build(config).unwrap();
    let request = client.get(url.parse().unwrap());
    client
        .send(request, limit)
        .await
        .map(|answer| answer.status)
}

fn trusting(pem: &str) -> (OutgoingConfig, NamedTempFile) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    let config = OutgoingConfig {
        ssl_cert_file: Some(file.path().to_owned()),
        ..outgoing()
    };
    (config, file)
}

/// A server that answers one connection over TLS; its address and its certificate.
fn tls_server() -> (String, String) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = StreamOwned::new(connection, socket);
        // A client that does not trust the certificate sends no request.
        if read(&mut stream).is_some() {
            write(&mut stream, &Reply::ok("hello"));
        }
    });
    (format!("https://localhost:{port}/"), cert.pem())
}

#[tokio::test]
async fn a_certificate_of_ssl_cert_file_is_trusted() {
    let (url, pem) = tls_server();
    let (config, _file) = trusting(&pem);
    assert_eq!(get(&config, &url, LONG).await, Ok(200));
}

#[tokio::test]
async fn another_certificate_is_not_trusted_and_the_fault_says_so() {
    let (url, _) = tls_server();
    let (_, other) = tls_server();
    let (config, _file) = trusting(&other);
    let Err(Fault::Unreachable { detail }) = get(&config, &url, LONG).await else {
        panic!("trusted");
    };
    assert!(detail.contains("certificate"), "{detail}");
    assert!(!detail.contains("localhost"), "{detail}");
}

#[tokio::test]
async fn without_authorities_http_works_and_https_says_what_to_do() {
    let server = Server::start();
    server.answer("/", Reply::ok("hello"));
    let (config, _file) = trusting("no certificate at all");
    assert_eq!(get(&config, &server.url(), LONG).await, Ok(200));
    let fault = get(&config, "https://127.0.0.1:1/", LONG)
        .await
        .unwrap_err();
    assert!(matches!(fault, Fault::NoAuthorities { .. }));
    assert!(fault.to_string().contains("SSL_CERT_FILE"), "{fault}");
}

#[tokio::test]
async fn a_missing_ssl_cert_file_is_a_fault_once_https_is_needed() {
    let config = OutgoingConfig {
        ssl_cert_file: Some("/nowhere/authorities.pem".into()),
        ..outgoing()
    };
    let fault = get(&config, "https://127.0.0.1:1/", LONG)
        .await
        .unwrap_err();
    assert!(
        fault.to_string().contains("/nowhere/authorities.pem"),
        "{fault}"
    );
}

fn through(proxy: &Server, no_proxy: Option<&str>) -> OutgoingConfig {
    let address = proxy.url().replace("http://", "http://user:word@");
    OutgoingConfig {
        http_proxy: Some(Secret::new(address)),
        no_proxy: no_proxy.map(str::to_owned),
        ..outgoing()
    }
}

#[tokio::test]
async fn a_call_to_another_machine_goes_through_the_proxy_with_its_password() {
    let proxy = Server::start();
    proxy.answer("http://192.0.2.1/x", Reply::ok("hello"));
    let status = get(&through(&proxy, None), "http://192.0.2.1/x", LONG).await;
    assert_eq!(status, Ok(200));
    let seen = proxy.seen("http://192.0.2.1/x").remove(0);
    let password = "proxy-authorization: Basic dXNlcjp3b3Jk".to_owned();
    assert!(seen.headers.contains(&password), "{seen:?}");
}

#[tokio::test]
async fn a_call_to_this_machine_goes_through_no_proxy() {
    let (server, proxy) = (Server::start(), Server::start());
    server.answer("/", Reply::ok("hello"));
    let config = through(&proxy, Some("far.example"));
    assert_eq!(get(&config, &server.url(), LONG).await, Ok(200));
    let by_name = server.url().replace("127.0.0.1", "localhost");
    assert_eq!(get(&config, &by_name, LONG).await, Ok(200));
    assert_eq!(server.seen("/").len(), 2);
}

#[tokio::test]
async fn a_host_of_no_proxy_goes_through_no_proxy() {
    let proxy = Server::start();
    proxy.answer("http://192.0.2.1/", Reply::ok("hello"));
    let config = through(&proxy, Some("far.example, 192.0.2.0/24"));
    // Nobody is at an address for documentation: whether the network refuses it or is silent, the proxy is not asked.
    let limit = Duration::from_millis(50);
    assert!(get(&config, "http://192.0.2.1/", limit).await.is_err());
    assert_eq!(proxy.seen("http://192.0.2.1/"), []);
}

#[test]
fn a_proxy_that_is_none_is_refused_by_name_and_not_repeated() {
    for address in [
        "socks5://p.example:1",
        "http://",
        "ftp://p.example",
        "http://user:word@:80",
    ] {
        let config = OutgoingConfig {
            https_proxy: Some(Secret::new(address)),
            ..outgoing()
        };
        let error = HttpClient::build(&config).unwrap_err();
        assert!(matches!(
            error,
            ProviderSetupError::BadProxy {
                name: "HTTPS_PROXY"
            }
        ));
        assert!(!error.to_string().contains("word"));
    }
}

#[test]
fn a_proxy_without_a_scheme_is_http() {
    let config = OutgoingConfig {
        https_proxy: Some(Secret::new("p.example:3128")),
        ..outgoing()
    };
    assert!(HttpClient::build(&config).is_ok());
}
