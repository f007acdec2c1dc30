//! The consent page: what it shows, who agrees to what, and what goes back to the app.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::sandbox::{StandIn, StandInOptions, StandInUser, hashed_nonce, paths};

use super::browser::{Browser, Page, query, returned};
use super::{REST_KEY, StoppedClock, exchange, get_with_token, opened, options, ryu, start_with};

/// With two people, the second of whom shares nothing.
async fn start() -> StandIn {
    let peopled = StandInOptions {
        users: vec![ryu(), StandInUser::new(7)],
        ..options()
    };
    start_with(peopled, &StoppedClock::new()).await
}

#[tokio::test]
async fn the_page_says_what_it_is_and_is_guarded() {
    let stand_in = start().await;
    let page = Browser::new(&stand_in).open(&query(&[])).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("This is not Kakao"));
    for mark in [
        "consent",
        "person-9007199254740993",
        "person-7",
        "person-new",
        "new-number",
        "new-nickname",
        "new-email",
        "scope-openid",
        "scope-profile_nickname",
        "scope-profile_image",
        "scope-account_email",
        "agree",
        "cancel",
    ] {
        assert!(
            page.text.contains(&format!("data-testid=\"{mark}\"")),
            "{mark}"
        );
    }
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    assert_eq!(page.header("content-security-policy"), policy);
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let style = Browser::new(&stand_in).get(paths::CONSENT_STYLE).await;
    assert_eq!(
        (style.status, style.header("content-type")),
        (200, "text/css; charset=utf-8")
    );
}

#[tokio::test]
async fn what_was_sent_does_not_become_markup() {
    let nasty = StandInUser {
        nickname: Some("<script>alert('1')</script>".to_owned()),
        email: Some("\"><b>@x".to_owned()),
        ..StandInUser::new(1)
    };
    let peopled = StandInOptions {
        users: vec![nasty],
        ..options()
    };
    let stand_in = start_with(peopled, &StoppedClock::new()).await;
    let mut browser = Browser::new(&stand_in);
    let shown = browser
        .open(&query(&[("login_hint", "\"><i>"), ("state", "a'b")]))
        .await;
    assert!(
        shown.text.contains("&lt;script&gt;alert(&#39;1&#39;)"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("&quot;&gt;&lt;b&gt;@x"));
    let raw = browser
        .get("/oauth/authorize?client_id=%3Cscript%3E&state=\"'")
        .await;
    for text in [shown.text, raw.text] {
        for markup in ["<script", "<b>@", "\"><i>", "state=\"'"] {
            assert!(!text.contains(markup), "{markup} in {text}");
        }
    }
}

#[tokio::test]
async fn who_agrees_goes_back_with_a_code_of_theirs() {
    let stand_in = start().await;
    let asked = query(&[("state", "a b&c=/대"), ("nonce", &hashed_nonce("raw"))]);
    let answer = Browser::new(&stand_in)
        .agree(&asked, "9007199254740993")
        .await;
    assert_eq!(answer.status, 302);
    let location = answer.header("location");
    assert!(
        location.starts_with("http://localhost:3000/kakao?code="),
        "{location}"
    );
    assert!(
        location.ends_with("&state=a%20b%26c%3D%2F%EB%8C%80"),
        "{location}"
    );
    let (status, tokens) = exchange(&stand_in, &returned(&answer, "code"), &[]).await;
    assert_eq!(status, 200);
    assert_eq!(
        tokens["scope"],
        "account_email profile_image openid profile_nickname"
    );
    let (_, claims) = opened(&stand_in, tokens["id_token"].as_str().unwrap());
    assert_eq!(
        [
            &claims["sub"],
            &claims["nonce"],
            &claims["aud"],
            &claims["email"]
        ],
        [
            "9007199254740993",
            &hashed_nonce("raw"),
            REST_KEY,
            "ryu@example.com"
        ]
    );
}

#[tokio::test]
async fn only_what_was_ticked_is_told_anywhere() {
    let stand_in = start().await;
    let form = [
        ("person", "9007199254740993"),
        ("scope_profile_nickname", "on"),
        ("decision", "agree"),
    ];
    let answer = Browser::new(&stand_in).send(&query(&[]), &form).await;
    let (_, tokens) = exchange(&stand_in, &returned(&answer, "code"), &[]).await;
    assert_eq!(tokens["scope"], "openid profile_nickname");
    let (_, claims) = opened(&stand_in, tokens["id_token"].as_str().unwrap());
    assert_eq!(
        (
            claims["nickname"].as_str(),
            claims.get("email"),
            claims.get("picture")
        ),
        (Some("류"), None, None)
    );
    let token = tokens["access_token"].as_str().unwrap();
    let (_, told) = get_with_token(&stand_in, paths::USERINFO, token).await;
    assert_eq!(told, json!({"sub": "9007199254740993", "nickname": "류"}));
    let (_, told) = get_with_token(&stand_in, paths::ME, token).await;
    assert_eq!(
        told["kakao_account"],
        json!({"profile": {"nickname": "류"}})
    );
}

#[tokio::test]
async fn what_the_app_did_not_ask_for_is_neither_offered_nor_given() {
    let stand_in = start().await;
    let asked = query(&[("scope", "openid,profile_nickname")]);
    let mut browser = Browser::new(&stand_in);
    assert!(
        !browser
            .open(&asked)
            .await
            .text
            .contains("scope-account_email")
    );
    let answer = browser.agree(&asked, "9007199254740993").await;
    let (_, tokens) = exchange(&stand_in, &returned(&answer, "code"), &[]).await;
    assert_eq!(tokens["scope"], "openid profile_nickname");
}

#[tokio::test]
async fn a_scope_without_openid_brings_no_id_token() {
    let stand_in = start().await;
    for (scope, brings) in [("profile_nickname", false), ("openid", true), ("", true)] {
        let answer = Browser::new(&stand_in)
            .agree(&query(&[("scope", scope)]), "7")
            .await;
        let (_, tokens) = exchange(&stand_in, &returned(&answer, "code"), &[]).await;
        assert_eq!(tokens.get("id_token").is_some(), brings, "{scope}");
    }
}

#[tokio::test]
async fn a_new_person_is_made_and_offered_next_time() {
    let stand_in = start().await;
    let mut browser = Browser::new(&stand_in);
    let form = [
        ("person", "new"),
        ("new_number", " 42 "),
        ("new_nickname", "새"),
        ("new_email", "new@example.com"),
        ("scope_profile_nickname", "on"),
        ("scope_account_email", "on"),
        ("decision", "agree"),
    ];
    let answer = browser.send(&query(&[]), &form).await;
    let (_, tokens) = exchange(&stand_in, &returned(&answer, "code"), &[]).await;
    let (_, claims) = opened(&stand_in, tokens["id_token"].as_str().unwrap());
    assert_eq!(
        [&claims["sub"], &claims["nickname"], &claims["email"]],
        ["42", "새", "new@example.com"]
    );
    assert_eq!(browser.agree(&query(&[]), "42").await.status, 302);
}

#[tokio::test]
async fn a_new_person_needs_neither_number_nor_name_nor_address() {
    let stand_in = start().await;
    let form = [
        ("person", "new"),
        ("new_number", ""),
        ("new_email", " "),
        ("decision", "agree"),
    ];
    let answer = Browser::new(&stand_in).send(&query(&[]), &form).await;
    let (_, tokens) = exchange(&stand_in, &returned(&answer, "code"), &[]).await;
    let (_, claims) = opened(&stand_in, tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["sub"].as_str().unwrap().len(), 10);
    assert_eq!((claims.get("nickname"), claims.get("email")), (None, None));
}

#[tokio::test]
async fn input_that_cannot_be_used_is_said_on_the_page() {
    let stand_in = start().await;
    for (form, words) in [
        (
            vec![("person", "new"), ("new_number", "x")],
            "The number must be",
        ),
        (
            vec![("person", "new"), ("new_number", "007")],
            "The number must be",
        ),
        (
            vec![("person", "new"), ("new_number", "18446744073709551616")],
            "The number must be",
        ),
        (
            vec![("person", "new"), ("new_email", "x")],
            "no e-mail address",
        ),
        (vec![("person", "8")], "Nobody here"),
        (vec![], "Choose who"),
    ] {
        let filled = [form.as_slice(), &[("decision", "agree")]].concat();
        let page = Browser::new(&stand_in)
            .send(&query(&[("state", "kept")]), &filled)
            .await;
        assert_eq!(page.status, 400, "{form:?}");
        assert!(
            page.text.contains("data-testid=\"problem\"") && page.text.contains(words),
            "{}",
            page.text
        );
        assert!(
            page.text.contains("state=kept"),
            "the form forgot the request"
        );
    }
}

#[tokio::test]
async fn who_cancels_goes_back_with_access_denied() {
    let stand_in = start().await;
    let denied = "http://localhost:3000/kakao?error=access_denied&error_description=User%20denied%20access&state=s";
    for decision in ["cancel", "", "Agree"] {
        let form = [("person", "7"), ("decision", decision)];
        let answer = Browser::new(&stand_in)
            .send(&query(&[("state", "s")]), &form)
            .await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (302, denied),
            "{decision}"
        );
    }
}

#[tokio::test]
async fn a_redirect_uris_own_query_is_kept() {
    let stand_in = start().await;
    let to = "http://127.0.0.1:1/back?a=b";
    let form = [("person", "7"), ("decision", "cancel")];
    let answer = Browser::new(&stand_in)
        .send(&query(&[("redirect_uri", to)]), &form)
        .await;
    let expected = format!("{to}&error=access_denied&error_description=User%20denied%20access");
    assert_eq!(answer.header("location"), expected);
}

#[tokio::test]
async fn the_codes_challenge_is_checked_at_the_exchange() {
    let stand_in = start().await;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"the-verifier");
    let challenge = URL_SAFE_NO_PAD.encode(digest);
    let asked = query(&[
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let answer = Browser::new(&stand_in).agree(&asked, "7").await;
    let code = returned(&answer, "code");
    let (_, refused) = exchange(&stand_in, &code, &[("code_verifier", "another")]).await;
    assert_eq!(refused["error_code"], "KOE204");
    let (_, refused) = exchange(&stand_in, &code, &[]).await;
    assert_eq!(refused["error_code"], "KOE207");
    let (status, _) = exchange(&stand_in, &code, &[("code_verifier", "the-verifier")]).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn another_sites_page_cannot_agree() {
    let stand_in = start().await;
    let own = stand_in.url();
    let secure = own.replace("http:", "https:");
    let form = [("person", "7"), ("decision", "agree")];
    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("origin", "http://127.0.0.1", 403),
        ("origin", secure.as_str(), 403),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "none", 403),
        ("sec-fetch-site", "same-origin", 302),
        ("origin", own, 302),
    ] {
        let mut browser = Browser::new(&stand_in);
        browser.says(name, value);
        let answer: Page = browser.send(&query(&[]), &form).await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
}
