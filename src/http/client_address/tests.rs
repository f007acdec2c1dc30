//! Whose a request is: the address. Whom it counts for is in `counted`.

use super::networks::contains;
use super::*;
use actix_web::http::header::HeaderValue;

mod counted;

fn network(text: &str) -> Network {
    let (address, prefix) = text.split_once('/').expect("CIDR");
    Network {
        address: address.parse().expect("an address"),
        prefix: prefix.parse().expect("a prefix"),
    }
}

fn settings(trusted: Option<&[&str]>) -> LimitsConfig {
    LimitsConfig {
        trusted_proxies: trusted.map(|trusted| trusted.iter().map(|text| network(text)).collect()),
        sb_forwarded_for: false,
        header: None,
        token: 150,
        otp: 30,
    }
}

fn unset() -> ClientAddresses {
    ClientAddresses::new(&settings(None)).expect("no header is named")
}

fn proxies(networks: &[&str]) -> ClientAddresses {
    ClientAddresses::new(&settings(Some(networks))).expect("no header is named")
}

const XFF: &str = "x-forwarded-for";

fn who(rule: &ClientAddresses, peer: &str, lines: &[(&'static str, &'static str)]) -> Client {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let peer: IpAddr = peer.parse().expect("an address");
    rule.client(Some(SocketAddr::new(peer, 1234)), &headers)
}

fn client(rule: &ClientAddresses, peer: &str, forwarded: &[&'static str]) -> String {
    let lines: Vec<_> = forwarded.iter().map(|line| (XFF, *line)).collect();
    who(rule, peer, &lines).address.to_string()
}

#[test]
fn without_proxies_the_peer_is_the_client() {
    let rule = unset();
    assert_eq!(client(&rule, "203.0.113.7", &[]), "203.0.113.7");
    assert_eq!(
        client(&rule, "203.0.113.7", &["198.51.100.1"]),
        "203.0.113.7"
    );
    assert_eq!(client(&rule, "10.0.0.1", &["198.51.100.1"]), "10.0.0.1");
}

#[test]
fn an_untrusted_peer_forwards_nobody() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(
        client(&rule, "203.0.113.7", &["198.51.100.1"]),
        "203.0.113.7"
    );
}

#[test]
fn a_trusted_proxy_forwards_its_client() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(client(&rule, "10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
}

#[test]
fn what_a_client_claims_to_the_left_is_not_believed() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(
        client(&rule, "10.1.2.3", &["1.1.1.1, 198.51.100.1"]),
        "198.51.100.1"
    );
    assert_eq!(
        client(&rule, "10.1.2.3", &["1.1.1.1", "198.51.100.1"]),
        "198.51.100.1"
    );
}

#[test]
fn a_chain_of_proxies_is_followed_to_its_end() {
    let rule = proxies(&["10.0.0.0/8", "fd00::/8"]);
    assert_eq!(
        client(
            &rule,
            "10.1.2.3",
            &["1.1.1.1, 198.51.100.1 ,fd00::5", "10.9.9.9"]
        ),
        "198.51.100.1"
    );
}

#[test]
fn a_trusted_peer_that_forwards_nobody_is_itself() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(client(&rule, "10.1.2.3", &[]), "10.1.2.3");
    assert_eq!(client(&rule, "10.1.2.3", &["10.5.5.5"]), "10.1.2.3");
}

#[test]
fn a_forwarded_address_that_cannot_be_read_counts_as_the_peers_own() {
    let rule = proxies(&["10.0.0.0/8"]);
    for entry in [
        "unknown",
        "198.51.100.1, _hidden",
        "198.51.100.1,",
        "300.1.1.1",
        "198.51.100.1 10.0.0.1",
    ] {
        let entry: &'static str = entry;
        assert_eq!(client(&rule, "10.1.2.3", &[entry]), "10.1.2.3", "{entry}");
    }
}

#[test]
fn ports_and_brackets_are_understood() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(
        client(&rule, "10.1.2.3", &["198.51.100.1:443"]),
        "198.51.100.1"
    );
    assert_eq!(
        client(&rule, "10.1.2.3", &["[2001:db8::1]:443"]),
        "2001:db8::1"
    );
    assert_eq!(client(&rule, "10.1.2.3", &["[2001:db8::1]"]), "2001:db8::1");
}

#[test]
fn an_ipv4_address_in_ipv6_clothes_is_the_same() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(
        client(&rule, "::ffff:10.1.2.3", &["::ffff:198.51.100.1"]),
        "198.51.100.1"
    );
    assert_eq!(client(&rule, "::ffff:203.0.113.7", &[]), "203.0.113.7");
}

#[test]
fn a_network_ends_where_its_prefix_says() {
    assert!(contains(
        network("192.168.4.0/22"),
        "192.168.7.255".parse().expect("an address")
    ));
    assert!(!contains(
        network("192.168.4.0/22"),
        "192.168.8.0".parse().expect("an address")
    ));
    assert!(contains(
        network("0.0.0.0/0"),
        "203.0.113.7".parse().expect("an address")
    ));
    assert!(contains(
        network("203.0.113.7/32"),
        "203.0.113.7".parse().expect("an address")
    ));
    assert!(!contains(
        network("203.0.113.7/32"),
        "203.0.113.6".parse().expect("an address")
    ));
    assert!(contains(
        network("2001:db8::/32"),
        "2001:db8:ffff::1".parse().expect("an address")
    ));
    assert!(!contains(
        network("::/0"),
        "203.0.113.7".parse().expect("an address")
    ));
}

#[test]
fn a_private_peer_that_forwards_is_warned_of_once() {
    let rule = unset();
    client(&rule, "203.0.113.7", &["198.51.100.1"]);
    assert!(!rule.warned.load(Ordering::Relaxed));
    client(&rule, "10.0.0.1", &[]);
    assert!(!rule.warned.load(Ordering::Relaxed));
    client(&rule, "fe80::1", &["198.51.100.1"]);
    assert!(rule.warned.load(Ordering::Relaxed));
}

#[test]
fn a_request_without_a_peer_has_no_address() {
    let rule = unset();
    assert_eq!(rule.of(None, &HeaderMap::new()).to_string(), "0.0.0.0");
}
