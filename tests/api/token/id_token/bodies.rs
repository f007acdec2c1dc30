//! Bodies that are no request: each gets a 4xx that says what is wrong, before anything of a token is looked at.

use super::bench::{Bench, GRANT, with_token};
use super::refusal::Refusal;
use crate::support::database::both_databases;
use serde_json::{Value, json};

const LIMIT: usize = 1_048_576;
const TOO_LARGE: Refusal<'static> = Refusal::Coded(
    413,
    "request_entity_too_large",
    "Request body too large (max 1048576 bytes)",
);

/// Every text of the body.
const TEXTS: [&str; 9] = [
    "id_token",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "issuer",
    "provider",
    "nonce",
    "access_token",
];

#[track_caller]
fn refuses_json(bench: &Bench, case: &str, body: &[u8], detail: &str) {
    let request = bench.service.client().post(GRANT);
    let request = request
        .header("Content-Type", "application/json")
        .body(body);
    let text = format!("Could not parse request body as JSON: {detail}");
    bench.refuses(case, request, Refusal::Coded(400, "bad_json", &text));
}

both_databases! {
    fn a_body_that_is_not_json_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        for (case, body, detail) in [
            ("no body", "", "unexpected end of JSON input"),
            ("blanks", "  \r\n", "unexpected end of JSON input"),
            ("an unfinished object", r#"{"provider":"kakao""#, "unexpected end of JSON input"),
            ("an unfinished text", r#"{"id_token":"abc"#, "unexpected end of JSON input"),
            ("a form", "id_token=a.b.c", "invalid JSON at line 1 column 1"),
            ("single quotes", "{'id_token':'a'}", "invalid JSON at line 1 column 2"),
            ("two objects", "{}{}", "invalid JSON at line 1 column 3"),
            ("a byte-order mark", "\u{feff}{}", "invalid JSON at line 1 column 1"),
            ("half a surrogate pair", r#"{"nonce":"\ud800"}"#, "invalid JSON at line 1 column 17"),
            ("an array", "[]", "it must be an object, not an array"),
            ("a text", r#""a.b.c""#, "it must be an object, not a string"),
            ("a number", "7", "it must be an object, not a number"),
            ("a switch", "true", "it must be an object, not a boolean"),
        ] {
            refuses_json(&bench, case, body.as_bytes(), detail);
        }
    }

    fn a_member_of_the_wrong_type_is_refused_and_named(database: TestDatabase) {
        let bench = Bench::new(database);
        for name in TEXTS {
            for (value, found) in [
                (json!(5), "a number"),
                (json!(1.5), "a number"),
                (json!(true), "a boolean"),
                (json!(["a"]), "an array"),
                (json!({"a": 1}), "an object"),
            ] {
                let body = json!({ name: value }).to_string();
                let detail = format!("{name} must be a string, not {found}");
                refuses_json(&bench, &body, body.as_bytes(), &detail);
            }
        }
        for (value, found) in [(json!("true"), "a string"), (json!(1), "a number"), (json!([]), "an array")] {
            let body = json!({"link_identity": value}).to_string();
            let detail = format!("link_identity must be true or false, not {found}");
            refuses_json(&bench, &body, body.as_bytes(), &detail);
        }
    }

    fn a_member_given_twice_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        for (case, members, column) in [
            ("the same twice", r#""nonce":"a","nonce":"a""#, 44),
            ("in another case", r#""nonce":"a","NONCE":"b""#, 44),
            ("escaped", r#""nonce":"a","\u006eonce":"b""#, 49),
            ("one that nobody reads", r#""data":1,"data":2"#, 38),
            ("inside of one that nobody reads", r#""data":{"a":1,"a":2}"#, 40),
        ] {
            let body = format!(r#"{{"provider":"kakao",{members}}}"#);
            let detail = format!("a member is given twice at line 1 column {column}");
            refuses_json(&bench, case, body.as_bytes(), &detail);
        }
        let token = bench.token();
        let twice = format!(r#"{{"provider":"kakao","id_token":"{token}","id_token":"{token}"}}"#);
        let column = twice.len();
        let detail = format!("a member is given twice at line 1 column {column}");
        refuses_json(&bench, "two good tokens", twice.as_bytes(), &detail);
    }

    fn a_body_that_is_not_utf8_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let overlong = b"{\"nonce\":\"\xc0\x80\"}";
        refuses_json(&bench, "an overlong NUL", overlong,
            "it is not UTF-8: invalid utf-8 sequence of 1 bytes from index 10");
        refuses_json(&bench, "a surrogate in UTF-8", b"{\"nonce\":\"\xed\xa0\x80\"}",
            "it is not UTF-8: invalid utf-8 sequence of 1 bytes from index 10");
        let token = bench.token();
        let body = [br#"{"provider":"kakao","nonce":""#, &b"\xff"[..], br#"","id_token":""#, token.as_bytes(), br#""}"#].concat();
        refuses_json(&bench, "beside a good token", &body,
            "it is not UTF-8: invalid utf-8 sequence of 1 bytes from index 29");
    }

    fn a_nul_in_any_text_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let good = with_token(&bench.token());
        for name in TEXTS {
            let mut body = good.clone();
            body[name] = json!("a\0b");
            let text = format!("{name} must not contain a NUL character");
            bench.refuses(name, bench.ask(&body), Refusal::Coded(400, "validation_failed", &text));
        }
    }

    fn a_body_over_one_mebibyte_is_refused_however_it_is_sent(database: TestDatabase) {
        let bench = Bench::new(database);
        let post = || bench.service.client().post(GRANT);
        for length in ["1048577", "99999999999"] {
            bench.refuses(length, post().header("Content-Length", length), TOO_LARGE);
        }
        let chunk = [format!("{:x}\r\n", LIMIT + 1).into_bytes(), vec![b' '; LIMIT + 1]].concat();
        let chunked = post().header("Transfer-Encoding", "chunked").body(chunk);
        bench.refuses("one large chunk", chunked, TOO_LARGE);
        let half = [format!("{:x}\r\n", LIMIT / 2 + 1).into_bytes(), vec![b' '; LIMIT / 2 + 1], b"\r\n".to_vec()].concat();
        let chunked = post().header("Transfer-Encoding", "chunked").body([&half[..], &half].concat());
        bench.refuses("two chunks", chunked, TOO_LARGE);
    }

    fn a_body_of_one_mebibyte_is_taken(database: TestDatabase) {
        let bench = Bench::new(database);
        let body = with_token(&bench.token()).to_string();
        let body = format!("{body}{}", " ".repeat(LIMIT - body.len()));
        bench.service.client().post(GRANT).body(body).send().expect(200);
    }

    fn a_chunked_body_is_taken_whatever_its_type_is_called(database: TestDatabase) {
        let bench = Bench::new(database);
        let body = with_token(&bench.token()).to_string();
        let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        let request = bench.service.client().post(GRANT);
        request.header("Transfer-Encoding", "chunked").header("Content-Type", "text/plain").body(chunked)
            .send().expect(200);
    }

    fn null_and_empty_members_are_as_good_as_none(database: TestDatabase) {
        let bench = Bench::new(database);
        for nothing in [Value::Null, json!("")] {
            let mut body = with_token(&bench.token());
            for name in TEXTS.into_iter().filter(|name| !["id_token", "provider"].contains(name)) {
                body[name] = nothing.clone();
            }
            body["link_identity"] = Value::Null;
            bench.ask(&body).send().expect(200);
        }
    }
}
