//! Whom a request is counted for, and who is nobody's one client.

use super::*;

fn address(text: &str) -> Counted {
    Counted::Address(text.parse().expect("an address"))
}

fn naming(header: &str) -> ClientAddresses {
    let config = LimitsConfig {
        header: Some(header.to_owned()),
        ..settings(Some(&["10.0.0.0/8"]))
    };
    ClientAddresses::new(&config).expect("the name of a header")
}

fn with_sb_forwarded_for() -> ClientAddresses {
    let config = LimitsConfig {
        sb_forwarded_for: true,
        ..settings(Some(&["10.0.0.0/8"]))
    };
    ClientAddresses::new(&config).expect("no header is named")
}

#[test]
fn a_peer_is_counted_by_its_address() {
    for rule in [unset(), proxies(&["10.0.0.0/8"])] {
        let found = who(&rule, "203.0.113.7", &[(XFF, "198.51.100.1")]);
        assert_eq!(found.counted, Some(address("203.0.113.7")));
    }
}

#[test]
fn a_private_peer_is_not_counted_while_no_proxies_are_named() {
    for peer in [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.0.1",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "::ffff:10.0.0.1",
    ] {
        assert_eq!(who(&unset(), peer, &[]).counted, None, "{peer}");
        let forwarding = who(&unset(), peer, &[(XFF, "198.51.100.1")]);
        assert_eq!(forwarding.counted, None, "{peer}");
        let named = who(&proxies(&["203.0.113.0/24"]), peer, &[]);
        assert!(named.counted.is_some(), "{peer}");
    }
    for peer in ["11.0.0.1", "172.32.0.1", "100.64.0.1", "2001:db8::1"] {
        assert!(who(&unset(), peer, &[]).counted.is_some(), "{peer}");
    }
}

#[test]
fn a_forwarded_client_is_counted_by_its_address() {
    let rule = proxies(&["10.0.0.0/8"]);
    let found = who(&rule, "10.1.2.3", &[(XFF, "1.1.1.1, 198.51.100.1")]);
    assert_eq!(found.counted, Some(address("198.51.100.1")));
}

#[test]
fn a_trusted_peer_that_forwards_nobody_is_not_counted() {
    let rule = proxies(&["10.0.0.0/8"]);
    assert_eq!(who(&rule, "10.1.2.3", &[]).counted, None);
    assert_eq!(who(&rule, "10.1.2.3", &[(XFF, "10.5.5.5")]).counted, None);
}

#[test]
fn a_trusted_peer_that_forwards_what_cannot_be_read_is_counted() {
    let rule = proxies(&["10.0.0.0/8"]);
    for entry in ["unknown", "198.51.100.1, _hidden", "", "10.5.5.5,"] {
        let found = who(&rule, "10.1.2.3", &[(XFF, entry)]);
        assert_eq!(found.counted, Some(address("10.1.2.3")), "{entry:?}");
    }
}

#[test]
fn an_ipv6_address_counts_by_its_first_64_bits() {
    let counted = |peer| who(&unset(), peer, &[]).counted;
    assert_eq!(
        counted("2001:db8:1:2:3:4:5:6"),
        counted("2001:db8:1:2:ffff::")
    );
    assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
    let found = who(&unset(), "2001:db8:1:2:3:4:5:6", &[]);
    assert_eq!(found.address.to_string(), "2001:db8:1:2:3:4:5:6");
}

#[test]
fn a_trusted_peer_may_name_whom_to_count_in_a_header() {
    let rule = naming("X-Who");
    let named = |value| {
        who(
            &rule,
            "10.1.2.3",
            &[(XFF, "198.51.100.1"), ("x-who", value)],
        )
    };
    assert_eq!(
        named("203.0.113.9 , 1.1.1.1").counted,
        Some(address("203.0.113.9"))
    );
    assert_eq!(
        named("2001:db8:1:2:3::1").counted,
        Some(address("2001:db8:1:2::"))
    );
    assert_eq!(named("app-7,x").counted, named("app-7").counted);
    assert_ne!(named("app-7").counted, named("app-8").counted);
    assert!(matches!(named("app-7").counted, Some(Counted::Name(_))));
    assert_eq!(named("app-7").address.to_string(), "198.51.100.1");
    for nobody in ["", " , app-7"] {
        assert_eq!(
            named(nobody).counted,
            Some(address("198.51.100.1")),
            "{nobody:?}"
        );
    }
}

#[test]
fn a_stranger_may_not_name_whom_to_count() {
    let found = who(&naming("X-Who"), "203.0.113.7", &[("x-who", "app-7")]);
    assert_eq!(found.counted, Some(address("203.0.113.7")));
}

#[test]
fn the_leftmost_forwarded_address_is_not_believed_however_it_is_named() {
    for name in ["X-Forwarded-For", "x-forwarded-for"] {
        let found = who(&naming(name), "10.1.2.3", &[(XFF, "1.1.1.1, 198.51.100.1")]);
        assert_eq!(found.counted, Some(address("198.51.100.1")), "{name}");
    }
}

#[test]
fn sb_forwarded_for_is_the_client_of_a_trusted_peer() {
    let lines = [
        (XFF, "198.51.100.1"),
        ("sb-forwarded-for", "203.0.113.9, 1.1.1.1"),
    ];
    let rule = with_sb_forwarded_for();
    let found = who(&rule, "10.1.2.3", &lines);
    assert_eq!(found.address.to_string(), "203.0.113.9");
    assert_eq!(found.counted, Some(address("203.0.113.9")));
    let stranger = who(&rule, "203.0.113.7", &lines);
    assert_eq!(stranger.address.to_string(), "203.0.113.7");
    let off = who(&proxies(&["10.0.0.0/8"]), "10.1.2.3", &lines);
    assert_eq!(off.address.to_string(), "198.51.100.1");
    let unreadable = [(XFF, "198.51.100.1"), ("sb-forwarded-for", "nobody")];
    let found = who(&rule, "10.1.2.3", &unreadable);
    assert_eq!(found.address.to_string(), "198.51.100.1");
}

#[test]
fn a_name_that_is_no_headers_is_refused() {
    let config = LimitsConfig {
        header: Some("no header".to_owned()),
        ..settings(None)
    };
    let refused = ClientAddresses::new(&config).expect_err("a blank");
    assert_eq!(refused.variable, "RATE_LIMIT_HEADER");
}
