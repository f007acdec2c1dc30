//! Bodies that are none, too large, too slow, or say something else than they should. Nothing of them is written.

use crate::gate::{Gate, VERSION};
use crate::support::database::{TestDatabase, both_databases};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

const TARGET: &str = "/token?grant_type=id_token";
const NO_JSON: &str = "Could not parse request body as JSON: ";

both_databases! {
    fn what_is_no_object_of_the_right_types_is_bad_json(database: TestDatabase) {
        let gate = Gate::new(database);
        let before = gate.rows();
        let bodies: [&[u8]; 16] = [
            b"", b"{", b"nonsense", b"[]", b"7", b"\"text\"", b"{} {}", b"{\"id_token\":1}", b"{\"id_token\":[]}",
            b"{\"link_identity\":\"yes\",\"id_token\":\"a\",\"provider\":\"kakao\"}",
            b"{\"nonce\":{},\"id_token\":\"a\",\"provider\":\"kakao\"}",
            b"{\"id_token\":\"a\",\"id_token\":\"b\"}", b"{\"id_token\":\"a\",\"ID_TOKEN\":\"b\"}",
            b"{\"x\":{\"y\":1,\"y\":2}}", b"\xff\xfe", b"{\"id_token\":\"\xc3\x28\"}",
        ];
        for body in bodies {
            let answer = gate.service.client().post(TARGET).header("Content-Type", "application/json").body(body).send();
            let shown = String::from_utf8_lossy(body).into_owned();
            let answer = answer.expect(400).json();
            assert_eq!(answer["error_code"], "bad_json", "{shown}");
            assert!(answer["msg"].as_str().is_some_and(|text| text.starts_with(NO_JSON)), "{shown}: {answer}");
        }
        assert_eq!(gate.rows(), before);
    }

    fn a_nul_in_a_text_is_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let before = gate.rows();
        let good = json!({ "provider": "kakao", "id_token": gate.service.kakao.id_token_of(1) });
        for member in ["id_token", "provider", "nonce", "access_token", "client_id", "issuer", "code", "redirect_uri"] {
            let mut body = good.clone();
            body[member] = json!("a\u{0}b");
            let answer = gate.id_token(&body);
            assert_eq!(answer.status, 400, "{member}: {answer}");
        }
        assert_eq!(gate.rows(), before);
    }
}

#[test]
fn both_forms_of_the_error_say_the_same() {
    let gate = Gate::new(TestDatabase::sqlite());
    let client = gate.service.client();
    let legacy = client.post(TARGET).json(&json!([])).send().expect(400);
    let newer = client
        .post(TARGET)
        .header(VERSION.0, VERSION.1)
        .json(&json!([]))
        .send()
        .expect(400);

    assert_eq!(legacy.json()["code"], 400);
    assert_eq!(newer.json()["code"], "bad_json");
    assert_eq!(newer.json()["message"], legacy.json()["msg"]);
    assert_eq!(newer.header("x-supabase-api-version"), Some("2024-01-01"));
    assert_eq!(legacy.header("x-supabase-api-version"), None);
    for answer in [legacy, newer] {
        assert_eq!(answer.header("x-sb-error-code"), Some("bad_json"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("server"), None);
    }
}

#[test]
fn null_and_empty_members_are_as_good_as_absent_and_unknown_ones_do_not_matter() {
    let gate = Gate::new(TestDatabase::sqlite());
    let body = json!({
        "provider": "kakao", "id_token": gate.service.kakao.id_token_of(1), "nonce": null, "access_token": "",
        "gotrue_meta_security": { "captcha_token": null }, "link_identity": null,
    });
    gate.id_token(&body).expect(200);
}

#[test]
fn the_members_that_are_missing_are_named_in_order() {
    let gate = Gate::new(TestDatabase::sqlite());
    let cases: [(Value, &str, &str); 6] = [
        (json!({}), "invalid request", "id_token required"),
        (
            json!({ "id_token": "" }),
            "invalid request",
            "id_token required",
        ),
        (
            json!({ "id_token": "a" }),
            "invalid request",
            "provider or client_id and issuer required",
        ),
        (
            json!({ "id_token": "a", "issuer": "x" }),
            "invalid request",
            "provider or client_id and issuer required",
        ),
        (
            json!({ "id_token": "a", "provider": "kakao", "link_identity": true }),
            "invalid request",
            "Linking requires a valid user access token in Authorization",
        ),
        (
            json!({ "id_token": "a", "provider": "kakao" }),
            "invalid request",
            "Bad ID token",
        ),
    ];
    for (body, error, description) in cases {
        let answer = gate.id_token(&body).expect(400).json();
        assert_eq!(
            answer,
            json!({ "error": error, "error_description": description }),
            "{body}"
        );
    }
}

#[test]
fn a_provider_that_is_not_kakao_is_refused_in_words_of_its_kind() {
    let gate = Gate::new(TestDatabase::sqlite());
    let refused = |provider: &str| {
        let body = json!({ "id_token": "a", "provider": provider });
        let answer = gate.id_token(&body).expect(400).json();
        (answer["error_code"].clone(), answer["msg"].clone())
    };
    assert_eq!(
        refused("google"),
        (
            json!("validation_failed"),
            json!("Custom OIDC provider \"google\" not allowed")
        )
    );
    assert_eq!(
        refused("Kakao"),
        (
            json!("validation_failed"),
            json!("Custom OIDC provider \"Kakao\" not allowed")
        )
    );
    assert_eq!(
        refused("custom:x"),
        (
            json!("validation_failed"),
            json!("Custom provider \"custom:x\" not found")
        )
    );
}

#[test]
fn kakao_switched_off_says_so() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_ENABLED", "false")],
    );
    let answer = gate
        .id_token(&json!({ "id_token": "a", "provider": "kakao" }))
        .expect(400)
        .json();
    assert_eq!(answer["error_code"], "provider_disabled");
    assert_eq!(
        answer["msg"],
        "Provider (issuer \"https://kauth.kakao.com\") is not enabled"
    );
}

#[test]
fn more_than_a_mebibyte_is_too_large() {
    let gate = Gate::new(TestDatabase::sqlite());
    let body = format!("{{\"id_token\":\"{}\"}}", "x".repeat(1_048_576));
    let answer = gate
        .service
        .client()
        .post(TARGET)
        .body(body)
        .send()
        .expect(413)
        .json();
    assert_eq!(answer["error_code"], "request_entity_too_large");
    assert_eq!(answer["msg"], "Request body too large (max 1048576 bytes)");
}

#[test]
fn an_announced_length_beyond_that_is_refused_before_it_is_read() {
    let gate = Gate::new(TestDatabase::sqlite());
    let answer = gate
        .service
        .client()
        .post(TARGET)
        .header("Content-Length", "1048577")
        .send();
    assert_eq!(answer.status, 413, "{answer}");
}

#[test]
fn a_body_that_does_not_arrive_in_time_is_the_clients_fault() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_API_MAX_REQUEST_DURATION", "300ms")],
    );
    let mut stream = TcpStream::connect(gate.service.address()).expect("the service listens");
    let head = "POST /token?grant_type=id_token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .expect("answered, and closed");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}
