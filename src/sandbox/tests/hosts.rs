//! Only loopback's names and the issuer's are answered to, and only on loopback.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use crate::sandbox::{StandIn, StandInOptions, paths};

use super::{StoppedClock, client, options, start, start_with};

async fn status_for(stand_in: &StandIn, host: &str) -> u16 {
    let url = format!("{}{}", stand_in.url(), paths::DISCOVERY);
    let request = client().get(url).header("host", host);
    request.send().await.unwrap().status().as_u16()
}

/// Sends these lines as they are and gives back the first one of the answer.
fn raw(stand_in: &StandIn, request: &str) -> String {
    let address = stand_in.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn loopbacks_names_are_answered_with_any_port() {
    let stand_in = start().await;
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST:1",
        "[::1]",
        "[::1]:9999",
        "127.0.0.1:80",
    ] {
        assert_eq!(status_for(&stand_in, host).await, 200, "{host}");
    }
}

#[tokio::test]
async fn any_other_name_is_misdirected_and_not_counted() {
    let stand_in = start().await;
    for host in [
        "evil.example",
        "evil.example:80",
        "kauth.kakao.com",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "127.0.0.2",
        "0.0.0.0",
        "evil@localhost",
        "",
    ] {
        assert_eq!(status_for(&stand_in, host).await, 421, "{host}");
    }
    assert_eq!(stand_in.requests(paths::DISCOVERY), 0);
}

#[tokio::test]
async fn the_issuers_host_is_answered_and_kakaos_other_host_with_it() {
    let elsewhere = |issuer: &str| StandInOptions {
        issuer: Some(issuer.to_owned()),
        ..options()
    };
    let clock = StoppedClock::new();
    let stand_in = start_with(elsewhere("https://id.example"), &clock).await;
    assert_eq!(status_for(&stand_in, "id.example").await, 200);
    assert_eq!(status_for(&stand_in, "kapi.kakao.com").await, 421);
    let kakao = start_with(elsewhere("https://kauth.kakao.com"), &clock).await;
    assert_eq!(status_for(&kakao, "kauth.kakao.com:443").await, 200);
    assert_eq!(status_for(&kakao, "kapi.kakao.com").await, 200);
    assert_eq!(status_for(&kakao, "www.kakao.com").await, 421);
}

#[tokio::test]
async fn a_request_must_name_one_host_and_mean_it() {
    let stand_in = start().await;
    let path = paths::DISCOVERY;
    let misdirected = "421 Misdirected Request";
    let refused = "400 Bad Request";
    for (lines, expected) in [
        (
            format!("GET http://evil.example{path} HTTP/1.1\r\nHost: localhost\r\n"),
            misdirected,
        ),
        (
            format!("GET http://localhost{path} HTTP/1.1\r\nHost: evil.example\r\n"),
            misdirected,
        ),
        (format!("GET {path} HTTP/1.0\r\n"), misdirected),
        (
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"),
            refused,
        ),
    ] {
        let first = raw(&stand_in, &format!("{lines}Connection: close\r\n\r\n"));
        assert!(first.ends_with(expected), "{lines}{first}");
    }
    let proxied = format!(
        "GET http://localhost{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(raw(&stand_in, &proxied), "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn it_listens_on_127_0_0_1_alone() {
    let stand_in = start().await;
    let (host, port) = stand_in.url().rsplit_once(':').unwrap();
    assert_eq!(host, "http://127.0.0.1");
    // On Linux all of 127.0.0.0/8 reaches this machine: a server on every address would answer here.
    if cfg!(target_os = "linux") {
        let other = TcpStream::connect(format!("127.0.0.2:{port}"));
        let refused = other.unwrap_err().kind();
        assert_eq!(refused, std::io::ErrorKind::ConnectionRefused);
    }
}

#[tokio::test]
async fn an_unknown_path_is_a_404_in_json() {
    let stand_in = start().await;
    let (status, body) = super::get(&stand_in, "/nothing").await;
    assert_eq!((status, body["code"].as_i64()), (404, Some(-2)));
}
