//! Hostile bodies: what is refused, and with which words.

use super::{BodyFault, JsonBody, RawBody};

fn parse(bytes: &[u8]) -> Result<JsonBody, BodyFault> {
    JsonBody::parse(&RawBody::of(bytes, false))
}

fn detail(bytes: &[u8]) -> String {
    match parse(bytes).err() {
        Some(BodyFault::NotJson(detail)) => detail,
        other => panic!("{other:?}"),
    }
}

fn text(json: &str) -> Result<Option<String>, BodyFault> {
    parse(json.as_bytes())?.text("id_token")
}

#[test]
fn a_text_is_taken_as_it_stands() {
    assert_eq!(
        text(r#"{"id_token":"a.b.c\u0041","other":1}"#),
        Ok(Some("a.b.cA".to_owned()))
    );
}

#[test]
fn absent_null_and_empty_texts_are_the_same() {
    for json in ["{}", r#"{"id_token":null}"#, r#"{"id_token":""}"#, "null"] {
        assert_eq!(text(json), Ok(None), "{json}");
    }
}

#[test]
fn a_member_matches_in_any_case_even_by_letters_that_fold_into_ascii() {
    for json in [
        r#"{"ID_Token":"x"}"#,
        "{\"id_to\u{212a}en\":\"x\"}",
        r#"{"\u0069d_token":"x"}"#,
    ] {
        assert_eq!(text(json), Ok(Some("x".to_owned())), "{json}");
    }
}

#[test]
fn a_blank_around_a_name_makes_it_another() {
    assert_eq!(text(r#"{" id_token":"x"}"#), Ok(None));
}

#[test]
fn a_wrong_type_is_named_without_its_value() {
    for (value, found) in [
        ("5", "a number"),
        ("-1", "a number"),
        ("1.5", "a number"),
        ("true", "a boolean"),
        (r#"["secret"]"#, "an array"),
        (r#"{"secret":1}"#, "an object"),
    ] {
        assert_eq!(
            text(&format!("{{\"id_token\":{value}}}")),
            Err(BodyFault::NotJson(format!(
                "id_token must be a string, not {found}"
            )))
        );
    }
}

#[test]
fn a_switch_is_true_false_or_absent() {
    let switch = |json: &str| parse(json.as_bytes())?.switch("link_identity");
    assert_eq!(switch(r#"{"link_identity":true}"#), Ok(true));
    assert_eq!(switch(r#"{"link_identity":false}"#), Ok(false));
    assert_eq!(switch(r#"{"link_identity":null}"#), Ok(false));
    assert_eq!(switch("{}"), Ok(false));
    assert_eq!(
        switch(r#"{"link_identity":"true"}"#),
        Err(BodyFault::NotJson(
            "link_identity must be true or false, not a string".to_owned()
        ))
    );
}

#[test]
fn an_empty_or_unfinished_body_ends_early() {
    for body in [
        "",
        "   ",
        "{",
        r#"{"id_token""#,
        r#"{"id_token":"abc"#,
        "[1,",
    ] {
        assert_eq!(
            detail(body.as_bytes()),
            "unexpected end of JSON input",
            "{body}"
        );
    }
}

#[test]
fn what_is_not_json_is_refused_without_being_repeated() {
    for body in [
        "id_token=secret",
        "{'id_token':'secret'}",
        r#"{"id_token":"secret",}"#,
        r#"{"id_token":"secret"} x"#,
        r#"{"id_token":"secret"}{"id_token":"secret"}"#,
        r#"{id_token:"secret"}"#,
        r#"{"id_token":secret}"#,
        r#"{"id_token":"\ud800secret"}"#,
        "{\"id_token\":\"secret\n\"}",
        "\u{feff}{}",
        r#"{"n":1e999}"#,
    ] {
        let detail = detail(body.as_bytes());
        assert!(detail.starts_with("invalid JSON at line "), "{detail}");
    }
}

#[test]
fn another_value_than_an_object_is_refused_without_being_repeated() {
    assert_eq!(detail(b"[]"), "it must be an object, not an array");
    assert_eq!(detail(b"\"secret\""), "it must be an object, not a string");
    assert_eq!(detail(b"7"), "it must be an object, not a number");
}

#[test]
fn what_is_not_utf8_is_refused() {
    let detail = detail(b"{\"id_token\":\"\xff\"}");
    assert!(detail.starts_with("it is not UTF-8: "), "{detail}");
}

#[test]
fn a_member_twice_is_refused_at_every_level() {
    for body in [
        r#"{"id_token":"a","id_token":"a"}"#,
        r#"{"id_token":"a","ID_TOKEN":"b"}"#,
        r#"{"id_token":"a","\u0069d_token":"b"}"#,
        "{\"id_token\":\"a\",\"id_to\u{212a}en\":\"b\"}",
        r#"{"unknown":1,"Unknown":2}"#,
        r#"{"unknown":{"a":1,"a":2}}"#,
        r#"{"unknown":[[{"a":{"b":0,"b":0}}]]}"#,
    ] {
        let detail = detail(body.as_bytes());
        assert!(detail.starts_with("a member is given twice"), "{detail}");
    }
}

#[test]
fn names_inside_a_member_are_told_apart_by_case() {
    assert!(parse(br#"{"data":{"a":1,"A":2}}"#).is_ok());
}

#[test]
fn a_value_nested_too_deeply_is_refused() {
    let body = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
    assert!(detail(body.as_bytes()).starts_with("invalid JSON at line 1"));
}

#[test]
fn a_hundred_thousand_members_are_no_trouble() {
    let members: Vec<String> = (0..100_000).map(|n| format!("\"{n}\":0")).collect();
    let body = format!("{{{}}}", members.join(","));
    assert!(parse(body.as_bytes()).is_ok());
}

#[test]
fn a_nul_character_in_a_member_that_is_read_is_refused() {
    assert_eq!(
        text(r#"{"id_token":"a\u0000b"}"#),
        Err(BodyFault::NulCharacter("id_token"))
    );
}

#[test]
fn a_nul_character_in_a_member_that_nobody_reads_is_skipped_with_it() {
    assert_eq!(text(r#"{"unknown":"a\u0000b"}"#), Ok(None));
}

#[test]
fn json_that_is_called_a_form_is_json_all_the_same() {
    let body = RawBody::of(br#"{"id_token":"x"}"#, true);
    let text = JsonBody::parse(&body).and_then(|mut body| body.text("id_token"));
    assert_eq!(text, Ok(Some("x".to_owned())));
}

#[test]
fn a_form_is_refused_with_the_words_of_a_body_that_was_read_already() {
    let body = RawBody::of(b"grant_type=id_token&id_token=x", true);
    assert_eq!(
        JsonBody::parse(&body).err(),
        Some(BodyFault::NotJson(
            "unexpected end of JSON input".to_owned()
        ))
    );
}
