//! A code of Kakao's in place of the ID token.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::Kakao;
use daemun::sandbox::{CodeRequest, Fault, StandInUser, TokenRefusal, hashed_nonce, paths};
use serde_json::{Value, json};

/// Under `SITE_URL`.
const REDIRECT_URI: &str = "https://app.example.com/kakao";
const CALLBACK: &str = "https://app.example.com/callback";

fn code(gate: &Gate, nonce: Option<String>) -> String {
    let mut request = CodeRequest::of(StandInUser::new(1), REDIRECT_URI);
    request.token.nonce = nonce;
    gate.service.kakao.mint_code(&request)
}

fn show(gate: &Gate, changes: &Value) -> Response {
    let mut body =
        json!({ "provider": "kakao", "code": code(gate, None), "redirect_uri": REDIRECT_URI });
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    gate.id_token(&body)
}

both_databases! {
    fn a_code_signs_in_and_hands_kakaos_tokens_over_once(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = show(&gate, &json!({})).expect(200).json();
        assert_eq!(text(&session, "/user/identities/0/id"), "1");
        assert!(!text(&session, "/provider_token").is_empty() && !text(&session, "/provider_refresh_token").is_empty());
        assert_eq!(session["user"]["id"], gate.sign_in(1)["user"]["id"]);
        let refreshed = gate.refresh(text(&session, "/refresh_token")).expect(200).json();
        assert_eq!(refreshed.get("provider_token"), None);
    }

    fn a_code_works_once_and_its_refusal_tells_only_the_code_of_the_refusal(database: TestDatabase) {
        let gate = Gate::new(database);
        let body = json!({ "provider": "kakao", "code": code(&gate, None), "redirect_uri": REDIRECT_URI });
        gate.id_token(&body).expect(200);
        let before = gate.rows();
        let refused = gate.id_token(&body).expect(400);
        assert_eq!(refused.json()["error"], "invalid_grant");
        assert!(text(&refused.json(), "/error_description").ends_with("KOE320"), "{refused}");
        assert!(!refused.text().contains(text(&body, "/code")), "the code was handed back");
        assert_eq!(gate.rows(), before);
    }
}

#[test]
fn a_nonce_of_the_code_is_checked_like_any_other() {
    let gate = Gate::new(TestDatabase::sqlite());
    let with_nonce = code(&gate, Some(hashed_nonce("raw")));
    show(&gate, &json!({ "code": with_nonce, "nonce": "raw" })).expect(200);
    assert_eq!(
        show(&gate, &json!({ "nonce": "raw" })).expect(400).json()["error"],
        "invalid request"
    );
}

#[test]
fn without_an_id_token_the_user_information_tells_who_it_is() {
    let gate = Gate::new(TestDatabase::sqlite());
    gate.service.kakao.faults().leave_out_id_tokens(true);
    let session = show(&gate, &json!({})).expect(200).json();
    assert_eq!(text(&session, "/user/identities/0/id"), "1");
    assert_eq!(
        show(&gate, &json!({ "nonce": "raw" })).expect(400).json()["error"],
        "invalid request"
    );
    gate.service
        .kakao
        .faults()
        .always(paths::ME, Fault::NotJson);
    assert_eq!(
        show(&gate, &json!({})).expect(503).json()["error_code"],
        "provider_unavailable"
    );
}

#[test]
fn what_is_wrong_with_the_request_is_said_before_kakao_is_asked() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI", CALLBACK)],
    );
    let cases = [
        json!({ "id_token": "a" }),
        json!({ "redirect_uri": null }),
        json!({ "redirect_uri": "https://evil.example/x" }),
        json!({ "redirect_uri": CALLBACK }),
        json!({ "client_id": "another" }),
    ];
    for changes in cases {
        let answer = show(&gate, &changes).expect(400).json();
        assert_eq!(answer["error"], "invalid request", "{changes}");
    }
    assert_eq!(gate.service.kakao.requests(paths::TOKEN), 0);
}

#[test]
fn each_refusal_of_kakaos_has_its_answer() {
    let gate = Gate::new(TestDatabase::sqlite());
    let before = gate.rows();
    let cases = [
        ("KOE004", 500, "provider_misconfigured"),
        ("KOE008", 500, "provider_misconfigured"),
        ("KOE009", 500, "provider_misconfigured"),
        ("KOE010", 500, "provider_misconfigured"),
        ("KOE101", 500, "provider_misconfigured"),
        ("KOE127", 500, "provider_misconfigured"),
        ("KOE003", 503, "provider_unavailable"),
        ("KOE237", 503, "provider_unavailable"),
        ("KOE303", 400, "invalid_grant"),
        ("KOE320", 400, "invalid_grant"),
        ("KOE406", 400, "invalid_grant"),
    ];
    for (koe, status, expected) in cases {
        gate.service
            .kakao
            .faults()
            .refuse_next_exchange(TokenRefusal::koe(koe));
        let answer = show(&gate, &json!({})).expect(status);
        let told = answer.json();
        let code = told
            .get("error_code")
            .or_else(|| told.get("error"))
            .cloned();
        assert_eq!(code, Some(json!(expected)), "{koe}");
        if status == 503 {
            assert!(answer.header("retry-after").is_some(), "{koe}");
        }
        if status == 400 {
            assert!(text(&told, "/error_description").ends_with(koe));
        }
    }
    assert_eq!(gate.rows(), before);
}

#[test]
fn an_answer_that_cannot_be_used_is_unavailable() {
    let gate = Gate::new(TestDatabase::sqlite());
    let faults = [
        Fault::NotJson,
        Fault::Oversized,
        Fault::CutOff,
        Fault::Redirect("https://evil.example/".to_owned()),
        Fault::Body("{}".to_owned()),
    ];
    for fault in faults {
        gate.service.kakao.faults().once(paths::TOKEN, fault);
        assert_eq!(
            show(&gate, &json!({})).expect(503).json()["error_code"],
            "provider_unavailable"
        );
    }
}

#[test]
fn a_kakao_that_hangs_is_unavailable_too() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_INTERNAL_HTTP_TIMEOUT", "200ms")],
    );
    gate.sign_in(9);
    gate.service
        .kakao
        .faults()
        .always(paths::TOKEN, Fault::Hang);
    assert_eq!(
        show(&gate, &json!({})).expect(503).json()["error_code"],
        "provider_unavailable"
    );
    gate.service.kakao.faults().release();
}

#[test]
fn only_the_key_that_the_code_was_exchanged_with_is_an_audience() {
    let other = "ffffffffffffffffffffffffffffffff";
    let ids = format!("{},{other}", Kakao::APP_KEY);
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", &ids)],
    );
    let id_token = gate.signed(
        &gate.header(),
        &crate::gate::with(&gate.claims("1"), "aud", Some(json!(other))),
    );
    let body =
        json!({ "access_token": "a", "token_type": "bearer", "id_token": id_token }).to_string();
    gate.service
        .kakao
        .faults()
        .once(paths::TOKEN, Fault::Body(body));
    let refused = show(&gate, &json!({})).expect(400).json();
    assert_eq!(
        refused["error_description"],
        format!("Unacceptable audience in id_token: [{other}]")
    );
    gate.id_token(&json!({ "provider": "kakao", "id_token": id_token }))
        .expect(200);
}
