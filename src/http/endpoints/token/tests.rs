//! Which grant a request names, and what its body is turned into.

use super::*;

fn grant_of(query: &str) -> Result<Grant, HttpError> {
    Grant::of(query, &RawBody::of(b"{}", false))
}

fn body(json: &str) -> JsonBody {
    match JsonBody::parse(&RawBody::of(json.as_bytes(), false)) {
        Ok(body) => body,
        Err(fault) => panic!("{fault:?}"),
    }
}

#[test]
fn the_query_names_the_grant() {
    assert!(matches!(
        grant_of("grant_type=id_token"),
        Ok(Grant::IdToken)
    ));
    assert!(matches!(
        grant_of("x=1&grant_type=refresh%5Ftoken"),
        Ok(Grant::RefreshToken)
    ));
    assert!(matches!(
        grant_of("grant_type=password"),
        Ok(Grant::Password)
    ));
}

#[test]
fn the_first_grant_of_the_query_counts() {
    assert!(matches!(
        grant_of("grant_type=id_token&grant_type=web3"),
        Ok(Grant::IdToken)
    ));
}

#[test]
fn an_unknown_or_missing_grant_is_unsupported() {
    for query in [
        "",
        "grant_type=",
        "grant_type=ID_TOKEN",
        "grant=id_token",
        "grant_type=client_credentials",
    ] {
        assert!(
            matches!(grant_of(query), Err(HttpError::UnsupportedGrantType)),
            "{query}"
        );
    }
}

#[test]
fn web3_is_off_whatever_the_body() {
    let body = RawBody::of(b"\xff", false);
    assert!(matches!(
        Grant::of("grant_type=web3", &body),
        Err(HttpError::Web3Disabled)
    ));
}

#[test]
fn a_form_names_its_grant_before_the_query_does() {
    let form = RawBody::of(b"grant_type=refresh_token&refresh_token=x", true);
    assert!(matches!(
        Grant::of("grant_type=id_token", &form),
        Ok(Grant::RefreshToken)
    ));
    let form = RawBody::of(b"a=b", true);
    assert!(matches!(
        Grant::of("grant_type=id_token", &form),
        Ok(Grant::IdToken)
    ));
}

#[test]
fn what_is_not_called_a_form_is_not_looked_at_for_a_grant() {
    let body = RawBody::of(b"grant_type=refresh_token", false);
    assert!(matches!(
        Grant::of("", &body),
        Err(HttpError::UnsupportedGrantType)
    ));
}

#[test]
fn every_member_of_the_id_token_grant_is_read() {
    let asked = id_token_request(body(
        r#"{"id_token":"1","code":"2","redirect_uri":"3","code_verifier":"4","client_id":"5","issuer":"6","provider":"7","nonce":"8","access_token":"9","link_identity":true}"#,
    ))
    .expect("reads");
    let texts = [
        asked.id_token,
        asked.code,
        asked.redirect_uri,
        asked.code_verifier,
        asked.client_id,
        asked.issuer,
        asked.provider,
        asked.nonce,
        asked.access_token,
    ];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    assert_eq!(texts, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    assert!(asked.link_identity);
}

#[test]
fn what_flutter_and_python_leave_null_is_absent() {
    let asked = id_token_request(body(
        r#"{"provider":"kakao","id_token":"t","nonce":null,"access_token":null,"gotrue_meta_security":{"captcha_token":null}}"#,
    ))
    .expect("reads");
    assert!(asked.nonce.is_none() && asked.access_token.is_none() && !asked.link_identity);
}

#[test]
fn a_password_is_refused_by_what_it_came_with() {
    let refusal = |json| password(body(json)).expect("reads");
    assert!(matches!(
        refusal(r#"{"email":"a@b.c","password":"x"}"#),
        HttpError::EmailLoginsDisabled
    ));
    assert!(matches!(
        refusal(r#"{"phone":"82","password":"x"}"#),
        HttpError::PhoneLoginsDisabled
    ));
    assert!(matches!(
        refusal(r#"{"email":"a@b.c","phone":"82"}"#),
        HttpError::BothEmailAndPhone
    ));
    assert!(matches!(refusal("{}"), HttpError::NeitherEmailNorPhone));
}
