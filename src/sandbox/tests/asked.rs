//! What an app may ask the consent page for: mistakes show Kakao's error page, the rest goes back to the app.

use crate::sandbox::{StandInOptions, StandInUser};

use super::browser::{Browser, query, returned};
use super::{StoppedClock, options, ryu, start, start_with};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::test]
async fn a_mistake_in_the_apps_configuration_shows_a_page_and_goes_nowhere() {
    let stand_in = start().await;
    for (changed, status, code) in [
        (
            ("client_id", "ffffffffffffffffffffffffffffffff"),
            401,
            "KOE101",
        ),
        (("client_id", ""), 400, "KOE207"),
        (("redirect_uri", ""), 400, "KOE207"),
        (
            ("redirect_uri", "https://app.example.com/kakao"),
            400,
            "KOE006",
        ),
        (("scope", "openid talk_message"), 400, "KOE205"),
    ] {
        let page = Browser::new(&stand_in).open(&query(&[changed])).await;
        assert_eq!(
            (page.status, page.headers.get("location")),
            (status, None),
            "{changed:?}"
        );
        assert!(
            page.text.contains(&format!("data-testid=\"koe\">{code}<")),
            "{}",
            page.text
        );
    }
    let twice = format!("{}&client_id=x", query(&[]));
    let page = Browser::new(&stand_in).open(&twice).await;
    assert!(page.text.contains("KOE204"), "{}", page.text);
}

#[tokio::test]
async fn a_redirect_uri_is_registered_or_on_this_machine() {
    let registering = StandInOptions {
        redirect_uris: vec!["https://app.example.com/kakao".to_owned()],
        ..options()
    };
    let stand_in = start_with(registering, &StoppedClock::new()).await;
    for (redirect_uri, status) in [
        ("https://app.example.com/kakao", 200),
        ("http://localhost", 200),
        ("http://127.0.0.1:8081/callback?a=b", 200),
        ("https://[::1]:8/", 200),
        ("http://127.9.9.9/", 200),
        ("https://app.example.com/kakao/", 400),
        ("https://app.example.com/kakao?x=y", 400),
        ("http://localhost.example.com/", 400),
        ("http://127.0.0.1.example.com/", 400),
        ("http://localhost@example.com/", 400),
        ("http://example.com@localhost/", 400),
        ("http://localhost\\@example.com/", 400),
        ("http://localhost/#fragment", 400),
        ("http://localhost/\r\nX: y", 400),
        ("http://localhost/대문", 400),
        ("javascript:alert(1)//localhost", 400),
        ("/callback", 400),
    ] {
        let page = Browser::new(&stand_in)
            .open(&query(&[("redirect_uri", redirect_uri)]))
            .await;
        assert_eq!(page.status, status, "{redirect_uri}");
        assert_eq!(
            page.text.contains("KOE006"),
            status == 400,
            "{redirect_uri}"
        );
    }
}

#[tokio::test]
async fn what_else_is_wrong_goes_back_to_the_app() {
    let stand_in = start().await;
    let s256 = ("code_challenge_method", "S256");
    for (changed, words) in [
        (
            vec![("response_type", "token")],
            "response_type must be code",
        ),
        (vec![("response_type", "")], "response_type must be code"),
        (vec![("prompt", "none login")], "prompt=none stands alone"),
        (
            vec![("prompt", "force")],
            "prompt holds a word that is not known",
        ),
        (
            vec![("prompt", "create,force")],
            "prompt holds a word that is not known",
        ),
        (
            vec![("code_challenge", CHALLENGE)],
            "code_challenge_method must be S256",
        ),
        (
            vec![
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "plain"),
            ],
            "code_challenge_method must be S256",
        ),
        (
            vec![("code_challenge", "short"), s256],
            "code_challenge is no SHA-256 in base64url",
        ),
        (vec![s256], "code_challenge_method without code_challenge"),
    ] {
        let asked = query(&[changed.as_slice(), &[("state", "s")]].concat());
        let answer = Browser::new(&stand_in).open(&asked).await;
        assert_eq!(answer.status, 302, "{changed:?}");
        let parts = ["error", "error_description", "state"].map(|name| returned(&answer, name));
        assert_eq!(parts, ["invalid_request", words, "s"], "{changed:?}");
    }
}

#[tokio::test]
async fn without_asking_a_person_who_agreed_before_goes_straight_back() {
    let stand_in = start().await;
    let quietly = query(&[("prompt", "none"), ("scope", "openid profile_nickname")]);
    let more = query(&[("prompt", "none")]);
    let mut browser = Browser::new(&stand_in);
    assert_eq!(
        returned(&browser.open(&quietly).await, "error"),
        "login_required"
    );

    let form = [
        ("person", "3141592653"),
        ("scope_profile_nickname", "on"),
        ("decision", "agree"),
    ];
    let agreed = browser.send(&query(&[]), &form).await;
    let cookie = agreed.header("set-cookie");
    assert!(
        cookie.ends_with("; Path=/oauth; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    assert_eq!(returned(&browser.open(&quietly).await, "code").len(), 64);
    assert_eq!(
        returned(&browser.open(&more).await, "error"),
        "consent_required"
    );
    let elsewhere = Browser::new(&stand_in).open(&quietly).await;
    assert_eq!(returned(&elsewhere, "error"), "login_required");
}

#[tokio::test]
async fn a_browser_is_signed_out_after_twelve_hours() {
    let clock = StoppedClock::new();
    let stand_in = start_with(options(), &clock).await;
    let mut browser = Browser::new(&stand_in);
    browser.agree(&query(&[]), "3141592653").await;
    clock.advance(chrono::TimeDelta::hours(12) - chrono::TimeDelta::microseconds(1));
    let quietly = query(&[("prompt", "none")]);
    assert_eq!(returned(&browser.open(&quietly).await, "code").len(), 64);
    clock.advance(chrono::TimeDelta::microseconds(1));
    assert_eq!(
        returned(&browser.open(&quietly).await, "error"),
        "login_required"
    );
}

#[tokio::test]
async fn the_person_who_is_expected_is_chosen() {
    let peopled = StandInOptions {
        users: vec![StandInUser::new(7), ryu()],
        ..options()
    };
    let stand_in = start_with(peopled, &StoppedClock::new()).await;
    let mut browser = Browser::new(&stand_in);
    let [seven, ryu, new] = ["7", "9007199254740993", "new"];
    let hint = ("login_hint", "ryu@example.com");
    for (changed, chosen) in [
        (vec![], seven),
        (vec![hint], ryu),
        (vec![("login_hint", "nobody@example.com")], new),
        (vec![("prompt", "create")], new),
        (vec![("prompt", "login")], seven),
    ] {
        assert_chosen(&mut browser, &changed, chosen).await;
    }
    browser.agree(&query(&[]), ryu).await;
    for (changed, chosen) in [
        (vec![], ryu),
        (vec![("prompt", "select_account")], ryu),
        (vec![("prompt", "login")], seven),
    ] {
        assert_chosen(&mut browser, &changed, chosen).await;
    }
}

async fn assert_chosen(browser: &mut Browser, changed: &[(&str, &str)], chosen: &str) {
    let page = browser.open(&query(changed)).await;
    for person in ["7", "9007199254740993", "new"] {
        let mark = format!("data-testid=\"person-{person}\" checked>");
        assert_eq!(
            page.text.contains(&mark),
            person == chosen,
            "{changed:?}: {person}"
        );
    }
}
