//! Every step of a flow, and who may take it when.

use super::*;
use uuid::Uuid;

/// Of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn began() -> DateTime<Utc> {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

fn expiry() -> TimeDelta {
    TimeDelta::seconds(300)
}

fn flow(challenge: Option<Challenge>) -> Flow {
    Flow {
        id: FlowId(Uuid::from_u128(1)),
        user: None,
        auth_code: challenge.as_ref().map(|_| "code".to_owned()),
        challenge,
        provider: "kakao".to_owned(),
        authentication_method: OAUTH.to_owned(),
        provider_token: String::new(),
        provider_refresh_token: String::new(),
        created_at: began(),
        came_back_at: None,
        invite_token: None,
        referrer: None,
        linking_target: None,
        email_optional: true,
    }
}

fn pkce() -> Flow {
    flow(Challenge::parse("s256", CHALLENGE).unwrap())
}

fn come_back() -> Flow {
    Flow {
        user: Some(UserId(Uuid::from_u128(2))),
        came_back_at: Some(began()),
        ..pkce()
    }
}

#[test]
fn an_implicit_flow_ends_with_its_callback_and_one_with_pkce_waits() {
    let implicit = flow(None).come_back(expiry(), began());
    assert_eq!(implicit, Ok(Claimed::Ends));
    assert_eq!(
        pkce().come_back(expiry(), began()),
        Ok(Claimed::AwaitsExchange)
    );
}

#[test]
fn a_flow_comes_back_until_its_time_is_over_and_once() {
    let end = began() + expiry();
    assert!(pkce().come_back(expiry(), end).is_ok());
    let late = end + TimeDelta::microseconds(1);
    assert_eq!(
        pkce().come_back(expiry(), late),
        Err(CallbackRefusal::Expired)
    );
    assert_eq!(
        come_back().come_back(expiry(), end),
        Err(CallbackRefusal::AlreadyUsed)
    );
    let claimed = Flow {
        came_back_at: Some(began()),
        ..pkce()
    };
    assert_eq!(
        claimed.come_back(expiry(), end),
        Err(CallbackRefusal::AlreadyUsed)
    );
    let of_supabase_auth = Flow {
        user: Some(UserId(Uuid::nil())),
        ..pkce()
    };
    assert_eq!(
        of_supabase_auth.come_back(expiry(), end),
        Err(CallbackRefusal::AlreadyUsed)
    );
}

#[test]
fn half_a_challenge_is_no_implicit_flow() {
    for half in [
        Flow {
            challenge: None,
            ..come_back()
        },
        Flow {
            auth_code: None,
            ..come_back()
        },
    ] {
        let before = Flow {
            user: None,
            came_back_at: None,
            ..half.clone()
        };
        assert_eq!(
            before.come_back(expiry(), began()),
            Ok(Claimed::AwaitsExchange)
        );
    }
    let unproven = Flow {
        challenge: None,
        ..come_back()
    };
    assert_eq!(
        unproven.redeem(VERIFIER, expiry(), began()),
        Err(ExchangeRefusal::NotFound)
    );
}

#[test]
fn a_flow_of_another_kind_leads_nowhere() {
    let magic = Flow {
        authentication_method: "magiclink".to_owned(),
        ..come_back()
    };
    assert_eq!(
        magic.come_back(expiry(), began()),
        Err(CallbackRefusal::NotFound)
    );
    assert_eq!(
        magic.redeem(VERIFIER, expiry(), began()),
        Err(ExchangeRefusal::NotFound)
    );
}

#[test]
fn a_code_is_redeemed_by_its_verifier_alone_and_in_time() {
    let end = began() + expiry();
    let flow = come_back();
    assert_eq!(
        flow.redeem(VERIFIER, expiry(), end),
        Ok(UserId(Uuid::from_u128(2)))
    );
    assert_eq!(
        flow.redeem(CHALLENGE, expiry(), end),
        Err(ExchangeRefusal::BadVerifier)
    );
    let late = end + TimeDelta::microseconds(1);
    assert_eq!(
        flow.redeem(VERIFIER, expiry(), late),
        Err(ExchangeRefusal::Expired)
    );
    assert_eq!(
        pkce().redeem(VERIFIER, expiry(), end),
        Err(ExchangeRefusal::NotFound)
    );
}

#[test]
fn a_challenge_is_read_as_it_may_be_written() {
    let plain = Challenge::parse("PLAIN", &"a".repeat(43)).unwrap().unwrap();
    assert!(plain.is_met_by(&"a".repeat(43)) && !plain.is_met_by(&"a".repeat(44)));
    assert_eq!(Challenge::parse("", ""), Ok(None));
    let cases = [
        ("", CHALLENGE, ChallengeFault::Half),
        ("s256", "", ChallengeFault::Half),
        ("s256", &"a".repeat(42), ChallengeFault::Length),
        ("s256", &"a".repeat(129), ChallengeFault::Length),
        (
            "s256",
            &CHALLENGE.replace('-', "+"),
            ChallengeFault::Character,
        ),
        ("s512", CHALLENGE, ChallengeFault::Method),
    ];
    for (method, value, fault) in cases {
        assert_eq!(
            Challenge::parse(method, value),
            Err(fault),
            "{method} {value}"
        );
    }
    let longest = Challenge::parse("S256", &"~".repeat(128));
    assert!(longest.is_ok_and(|challenge| challenge.is_some()));
}

#[test]
fn a_padded_verifier_is_taken_as_it_is() {
    let padded = format!("{}==", "a".repeat(86));
    let challenge = Challenge {
        method: ChallengeMethod::S256,
        value: s256(&padded),
    };
    assert!(challenge.is_met_by(&padded));
    assert!(!challenge.is_met_by(padded.trim_end_matches('=')));
}
