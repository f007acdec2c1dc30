//! Kakao's genuine token with Kakao's genuine keys, through the whole service, at a time when it was good.
//!
//! The stand-in takes Kakao's name and serves Kakao's published keys over https; a proxy of the test's leads the service's
//! calls there, as `HTTPS_PROXY` would anywhere. Nothing in the service knows that it is not Kakao.

use crate::gate::Gate;
use crate::support::chance::SeededChance;
use crate::support::database::TestDatabase;
use crate::support::kakao::RUNTIME;
use daemun::clock::SystemClock;
use daemun::config::Secret;
use daemun::sandbox::{Fault, StandIn, StandInOptions, TlsFiles, paths};
use serde_json::json;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

const TOKEN: &str = include_str!("../../../../fixtures/kakao/id-token.txt");
const KEYS: &str = include_str!("../../../../fixtures/kakao/jwks.json");
const AUDIENCE: &str = "aa6bddf393b54d4e0d42ae0014edfd2f";
const EXPIRES: i64 = 1_697_167_622;

#[test]
fn kakaos_own_token_signs_in_until_its_leeway_is_over() {
    let certificate =
        rcgen::generate_simple_self_signed(["kauth.kakao.com".to_owned()]).expect("a certificate");
    let pem = certificate.cert.pem();
    let folder = tempfile::tempdir().expect("a folder");
    let authorities = folder.path().join("ca.pem");
    std::fs::write(&authorities, &pem).expect("written");
    let kakao = stand_in(&pem, &certificate.signing_key.serialize_pem());
    kakao
        .faults()
        .always(paths::KEYS, Fault::Body(KEYS.to_owned()));
    let (_, target) = kakao.url().split_once("//").expect("a URL");
    let proxy = format!("http://{}", proxy_to(target.parse().expect("an address")));
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[
            ("DAEMUN_EXTERNAL_KAKAO_URL", ""),
            ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", AUDIENCE),
            ("DAEMUN_EXTERNAL_KAKAO_SKIP_NONCE_CHECK", "true"),
            ("HTTPS_PROXY", &proxy),
            ("SSL_CERT_FILE", authorities.to_str().expect("a name")),
        ],
    );
    let show = |at: i64| {
        gate.service
            .clock
            .set(chrono::DateTime::from_timestamp(at, 0).expect("an instant"));
        gate.id_token(&json!({ "provider": "kakao", "id_token": TOKEN.trim() }))
    };

    let session = show(1_697_150_000).expect(200).json();
    assert_eq!(session["user"]["identities"][0]["id"], "3095134389");
    assert_eq!(
        session["user"]["user_metadata"]["iss"],
        "https://kauth.kakao.com"
    );
    show(EXPIRES + 9).expect(200);
    let refused = show(EXPIRES + 10).expect(400).json();
    assert_eq!(
        refused,
        json!({ "error": "invalid request", "error_description": "Bad ID token" })
    );
}

fn stand_in(certificate: &str, key: &str) -> StandIn {
    let options = StandInOptions {
        issuer: Some("https://kauth.kakao.com".to_owned()),
        tls: Some(TlsFiles {
            certificate: certificate.to_owned(),
            key: Secret::new(key),
        }),
        client_ids: vec![AUDIENCE.to_owned()],
        ..StandInOptions::default()
    };
    RUNTIME
        .block_on(StandIn::start(
            options,
            Arc::new(SystemClock),
            Arc::new(SeededChance::new(5)),
        ))
        .expect("the stand-in starts")
}

/// A proxy that leads every CONNECT to `target`; its thread ends with the process.
fn proxy_to(target: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || lead(client, target));
        }
    });
    address
}

fn lead(mut client: TcpStream, target: SocketAddr) -> io::Result<()> {
    let mut asked = Vec::new();
    let mut byte = [0_u8];
    while !asked.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        asked.push(byte[0]);
    }
    assert!(
        asked.starts_with(b"CONNECT kauth.kakao.com:443 "),
        "{}",
        String::from_utf8_lossy(&asked)
    );
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let mut server = TcpStream::connect(target)?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    let there = thread::spawn(move || io::copy(&mut from_client, &mut to_server));
    io::copy(&mut server, &mut client)?;
    there.join().expect("no panic")?;
    Ok(())
}
