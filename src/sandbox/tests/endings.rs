//! Tokens die by log-out and by unlinking, and a browser can be signed out.

use serde_json::{Value, json};

use crate::{
    config::Secret,
    sandbox::{StandIn, StandInOptions, TokenRequest, paths},
};

use super::browser::{Browser, query, returned};
use super::{
    REST_KEY, StoppedClock, answer, ask, client, code_of, exchange, get_with_token, options, ryu,
    start, start_with,
};

const RYU: u64 = 9_007_199_254_740_993;

async fn post(
    stand_in: &StandIn,
    path: &str,
    authorization: &str,
    form: &[(&str, &str)],
) -> (u16, Value) {
    let url = format!("{}{path}", stand_in.url());
    let request = client()
        .post(url)
        .header("authorization", authorization)
        .form(form);
    answer(request.send().await.unwrap()).await
}

async fn signed_in(stand_in: &StandIn) -> (String, String) {
    let code = stand_in.mint_code(&code_of(ryu()));
    let (_, tokens) = exchange(stand_in, &code, &[]).await;
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

async fn lives(stand_in: &StandIn, (access, refresh): &(String, String)) -> (bool, bool) {
    let (told, _) = get_with_token(stand_in, paths::TOKEN_INFO, access).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", REST_KEY),
        ("refresh_token", refresh),
    ];
    let (refreshed, _) = ask(stand_in, &form).await;
    (told == 200, refreshed == 200)
}

#[tokio::test]
async fn a_log_out_ends_the_tokens_of_its_login_alone() {
    let stand_in = start().await;
    let (here, there) = (signed_in(&stand_in).await, signed_in(&stand_in).await);
    let bearer = format!("Bearer {}", here.0);
    assert_eq!(
        post(&stand_in, paths::LOG_OUT, &bearer, &[]).await,
        (200, json!({"id": RYU}))
    );
    assert_eq!(lives(&stand_in, &here).await, (false, false));
    assert_eq!(lives(&stand_in, &there).await, (true, true));
    let (status, body) = post(&stand_in, paths::LOG_OUT, &bearer, &[]).await;
    assert_eq!((status, &body["code"]), (401, &json!(-401)));
}

#[tokio::test]
async fn unlinking_ends_every_token_of_the_person_and_their_consent() {
    let stand_in = start().await;
    let mut browser = Browser::new(&stand_in);
    let form = [
        ("person", "new"),
        ("new_number", "9007199254740993"),
        ("decision", "agree"),
    ];
    browser.send(&query(&[("scope", "openid")]), &form).await;
    let quietly = query(&[("prompt", "none"), ("scope", "openid")]);
    returned(&browser.open(&quietly).await, "code");
    let (here, there) = (signed_in(&stand_in).await, signed_in(&stand_in).await);
    let other = stand_in.mint_id_token(&TokenRequest::of(crate::sandbox::StandInUser::new(7)));

    let bearer = format!("Bearer {}", here.0);
    assert_eq!(
        post(&stand_in, paths::UNLINK, &bearer, &[]).await,
        (200, json!({"id": RYU}))
    );
    for tokens in [here, there] {
        assert_eq!(lives(&stand_in, &tokens).await, (false, false));
    }
    assert_eq!(
        returned(&browser.open(&quietly).await, "error"),
        "consent_required"
    );
    let other = other.unwrap().access_token;
    assert_eq!(
        get_with_token(&stand_in, paths::TOKEN_INFO, &other).await.0,
        200
    );
}

#[tokio::test]
async fn the_apps_admin_key_ends_what_belongs_to_the_person_it_names() {
    let keyed = StandInOptions {
        admin_key: Some(Secret::new("admin")),
        ..options()
    };
    let stand_in = start_with(keyed, &StoppedClock::new()).await;
    let target = [
        ("target_id_type", "user_id"),
        ("target_id", "9007199254740993"),
    ];
    for path in [paths::LOG_OUT, paths::UNLINK] {
        let tokens = signed_in(&stand_in).await;
        assert_eq!(
            post(&stand_in, path, "KakaoAK admin", &target).await,
            (200, json!({"id": RYU}))
        );
        assert_eq!(lives(&stand_in, &tokens).await, (false, false));
        let (status, body) = post(&stand_in, path, "KakaoAK admin", &target).await;
        assert_eq!((status, &body["code"]), (400, &json!(-101)));
    }
}

#[tokio::test]
async fn neither_key_nor_token_and_no_target_are_refused() {
    let keyed = StandInOptions {
        admin_key: Some(Secret::new("admin")),
        ..options()
    };
    let stand_in = start_with(keyed, &StoppedClock::new()).await;
    let tokens = signed_in(&stand_in).await;
    let target = [
        ("target_id_type", "user_id"),
        ("target_id", "9007199254740993"),
    ];
    for (authorization, form, status, code) in [
        ("KakaoAK another", target.as_slice(), 401, -401),
        ("Bearer another", &target, 401, -401),
        ("Basic admin", &target, 401, -401),
        ("KakaoAK admin", &[], 400, -2),
        (
            "KakaoAK admin",
            &[("target_id_type", "user_id"), ("target_id", "x")],
            400,
            -2,
        ),
        (
            "KakaoAK admin",
            &[("target_id", "9007199254740993")],
            400,
            -2,
        ),
    ] {
        for path in [paths::LOG_OUT, paths::UNLINK] {
            let (seen, body) = post(&stand_in, path, authorization, form).await;
            assert_eq!(
                (seen, &body["code"]),
                (status, &json!(code)),
                "{authorization} {form:?}"
            );
        }
    }
    assert_eq!(lives(&stand_in, &tokens).await, (true, true));
    let keyless = start().await;
    assert_eq!(
        post(&keyless, paths::UNLINK, "KakaoAK ", &target).await.0,
        401
    );
}

#[tokio::test]
async fn a_browser_signs_out_and_goes_back_to_the_app() {
    let stand_in = start().await;
    let mut browser = Browser::new(&stand_in);
    browser.agree(&query(&[]), "3141592653").await;
    let quietly = query(&[("prompt", "none")]);
    let cookie = browser.clone();
    let out = format!(
        "/oauth/logout?client_id={REST_KEY}&logout_redirect_uri=http://localhost:3000/out&state=s"
    );
    let gone = browser.get(&out).await;
    assert_eq!(
        (gone.status, gone.header("location")),
        (302, "http://localhost:3000/out?state=s")
    );
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
    for mut browser in [browser, cookie] {
        assert_eq!(
            returned(&browser.open(&quietly).await, "error"),
            "login_required"
        );
    }
}

#[tokio::test]
async fn a_sign_out_of_an_unknown_app_or_to_elsewhere_shows_a_page() {
    let stand_in = start().await;
    for (query, code) in [
        (
            "client_id=x&logout_redirect_uri=http://localhost/".to_owned(),
            "KOE101",
        ),
        (
            format!("client_id={REST_KEY}&logout_redirect_uri=https://evil.example/"),
            "KOE006",
        ),
        (format!("client_id={REST_KEY}"), "KOE207"),
    ] {
        let page = Browser::new(&stand_in)
            .get(&format!("{}?{query}", paths::SIGN_OUT))
            .await;
        assert_eq!(page.headers.get("location"), None);
        assert!(page.text.contains(code), "{query}: {}", page.text);
    }
}
