//! The form of a token, before anything in it counts.

use super::forge::{claims, encode, header, sign, sign_raw, verdict, with_claims};
use crate::oidc::VerifyError;
use crate::oidc::error::Part;
use serde_json::json;

fn good() -> String {
    sign(&header(), &claims())
}

#[test]
fn a_good_token_gives_its_claims() {
    let claims = verdict(&good()).unwrap();
    assert_eq!(claims.subject, "3095134389");
    assert_eq!(claims.nickname.as_deref(), Some("Nick"));
    assert_eq!(claims.picture.as_deref(), Some("http://k.example/p.jpg"));
    assert_eq!(claims.email.as_deref(), Some("A@example.com"));
}

#[test]
fn a_token_of_16_kib_is_looked_at_and_a_longer_one_is_not() {
    let room = 16_384 - good().len();
    let filled = |room: usize| {
        with_claims(|claims| {
            claims.insert("filler".to_owned(), json!("x".repeat(room)));
        })
    };
    let fits = filled(room * 3 / 4 - 20);
    assert!(
        fits.len() <= 16_384 && fits.len() > 16_300,
        "{}",
        fits.len()
    );
    assert!(verdict(&fits).is_ok());
    let bytes = filled(room).len();
    assert_eq!(verdict(&filled(room)), Err(VerifyError::TooLong { bytes }));
}

#[test]
fn a_token_of_one_two_four_or_five_parts_is_refused() {
    for parts in [1, 2, 4, 5] {
        let token = vec!["e30"; parts].join(".");
        assert_eq!(verdict(&token), Err(VerifyError::NotThreeParts { parts }));
    }
}

#[test]
fn an_empty_token_is_refused() {
    assert_eq!(verdict(""), Err(VerifyError::NotThreeParts { parts: 1 }));
}

#[test]
fn a_token_in_json_serialisation_is_refused() {
    let token = good();
    let parts: Vec<&str> = token.split('.').collect();
    let json = json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] });
    let verdict = verdict(&json.to_string());
    assert_eq!(verdict, Err(VerifyError::NotThreeParts { parts: 1 }));
}

#[test]
fn padding_white_space_and_the_other_alphabet_are_refused_in_each_part() {
    let token = good();
    let parts: Vec<&str> = token.split('.').collect();
    for (index, part) in [Part::Header, Part::Payload, Part::Signature]
        .into_iter()
        .enumerate()
    {
        for spoil in ["=", "\n", " ", "+", "/"] {
            let mut spoiled: Vec<String> = parts.iter().map(|&part| part.to_owned()).collect();
            spoiled[index].push_str(spoil);
            let verdict = verdict(&spoiled.join("."));
            // A changed payload has a wrong signature, which is looked at before the payload is decoded.
            let expected = match part {
                Part::Payload => VerifyError::BadSignature,
                _ => VerifyError::NotBase64Url { part },
            };
            assert_eq!(verdict, Err(expected), "{part} {spoil:?}");
        }
    }
}

#[test]
fn excess_bits_in_the_signature_are_refused() {
    let token = good();
    // 256 bytes end in a character of which four bits are over.
    let last = token.chars().last().unwrap();
    let next = char::from(u8::try_from(last).unwrap() + 1);
    let spoiled = format!("{}{next}", token.strip_suffix(last).unwrap());
    let part = Part::Signature;
    assert_eq!(verdict(&spoiled), Err(VerifyError::NotBase64Url { part }));
}

#[test]
fn a_header_that_is_no_object_in_utf8_is_refused() {
    let part = Part::Header;
    for header in [
        &b"[]"[..],
        b"",
        b"null",
        b"{\"alg\":",
        b"{} x",
        b"{\"alg\":\"\xff\"}",
    ] {
        let token = format!("{}.{}.", encode(header), encode("{}"));
        assert_eq!(verdict(&token), Err(VerifyError::NotAnObject { part }));
    }
}

#[test]
fn a_payload_that_is_no_object_in_utf8_is_refused() {
    let header = serde_json::to_vec(&header()).unwrap();
    let part = Part::Payload;
    for payload in [
        &b"[]"[..],
        b"",
        b"\"text\"",
        b"{} {}",
        b"{\"sub\":\"\xff\"}",
        b"{\"sub\":\"\\ud800\"}",
    ] {
        let token = sign_raw(&header, payload);
        assert_eq!(verdict(&token), Err(VerifyError::NotAnObject { part }));
    }
}

#[test]
fn deep_nesting_is_refused_and_overflows_nothing() {
    let header = serde_json::to_vec(&header()).unwrap();
    let payload = format!("{{\"deep\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let token = sign_raw(&header, payload.as_bytes());
    let part = Part::Payload;
    assert_eq!(verdict(&token), Err(VerifyError::NotAnObject { part }));
}

#[test]
fn a_member_twice_in_the_header_is_refused() {
    let header = br#"{"kid":"key-1","alg":"none","alg":"RS256"}"#;
    let token = sign_raw(header, &serde_json::to_vec(&claims()).unwrap());
    let part = Part::Header;
    assert_eq!(verdict(&token), Err(VerifyError::DuplicateMember { part }));
}

#[test]
fn a_member_twice_in_the_payload_is_refused_even_with_an_escape_in_its_name() {
    let claims = serde_json::to_string(&claims()).unwrap();
    let twice = format!(r#"{{"\u0073ub":"1",{}"#, claims.strip_prefix('{').unwrap());
    let token = sign_raw(&serde_json::to_vec(&header()).unwrap(), twice.as_bytes());
    let part = Part::Payload;
    assert_eq!(verdict(&token), Err(VerifyError::DuplicateMember { part }));
}
