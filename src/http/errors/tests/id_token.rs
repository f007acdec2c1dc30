//! ID tokens and codes.

use super::*;

#[test]
fn what_is_said_of_an_id_token_and_of_a_code() {
    insta::assert_snapshot!(flows([
        refused(VerifyError::MissingSubject, true),
        refused(VerifyError::UnacceptableAudience { audience: vec!["a".into(), "b".into()] }, true),
        refused(VerifyError::NonceOneSided, true),
        refused(VerifyError::NonceMismatch, true),
        refused(VerifyError::NonceRequired, true),
        refused(VerifyError::Expired, true),
        Error::CodeRefused { code: "KOE320".into() },
        Error::ProviderMisconfigured { code: "KOE101".into() },
        Error::ProviderUnavailable { reason: "timeout".into(), retry_after: Duration::from_millis(12_001) },
        Error::ProviderUnavailable { reason: "timeout".into(), retry_after: Duration::ZERO },
    ]), @r#"
    400
    {"error":"invalid request","error_description":"Missing sub claim in id_token"}

    400
    {"error":"invalid request","error_description":"Unacceptable audience in id_token: [a b]"}

    400
    {"error":"invalid request","error_description":"Passed nonce and nonce in id_token should either both exist or not."}

    400
    {"error":"invalid nonce","error_description":"Nonces mismatch"}

    400
    {"error":"invalid request","error_description":"A nonce is required: send it raw as nonce, and let id_token hold its SHA-256 in lower-case hex."}

    400
    {"error":"invalid request","error_description":"Bad ID token: the token has expired"}

    400
    {"error":"invalid_grant","error_description":"Kakao refused the code: KOE320"}

    500 x-sb-error-code: provider_misconfigured
    {"code":500,"error_code":"provider_misconfigured","msg":"The identity provider refuses the configuration of this service, please check server logs","error_id":"the-id"}
    {"code":"provider_misconfigured","message":"The identity provider refuses the configuration of this service, please check server logs"}

    503 retry-after: 13, x-sb-error-code: provider_unavailable
    {"code":503,"error_code":"provider_unavailable","msg":"The identity provider is not available at the moment, please retry after a moment.","error_id":"the-id"}
    {"code":"provider_unavailable","message":"The identity provider is not available at the moment, please retry after a moment."}

    503 retry-after: 1, x-sb-error-code: provider_unavailable
    {"code":503,"error_code":"provider_unavailable","msg":"The identity provider is not available at the moment, please retry after a moment.","error_id":"the-id"}
    {"code":"provider_unavailable","message":"The identity provider is not available at the moment, please retry after a moment."}
    "#);
}

#[test]
fn every_other_refusal_of_an_id_token_sounds_alike() {
    let kid = "k".to_owned();
    let parse = |token| match UnverifiedToken::parse(token) {
        Ok(_) => panic!("a token"),
        Err(reason) => reason,
    };
    let reasons = [
        VerifyError::TooLong { bytes: 20_000 },
        VerifyError::NotThreeParts { parts: 5 },
        parse("!.e30.e30"),
        parse("W10.e30.e30"),
        parse("eyJhIjoxLCJhIjoxfQ.e30.e30"),
        VerifyError::AlgorithmMissing,
        VerifyError::AlgorithmNotAllowed { alg: "none".into() },
        VerifyError::TypeNotAllowed,
        VerifyError::CriticalExtension,
        VerifyError::UnencodedPayload,
        VerifyError::EmbeddedKey { member: "jwk" },
        VerifyError::KeyIdMissing,
        VerifyError::UnknownKid { kid },
        VerifyError::BadSignature,
        VerifyError::WrongType { claim: "exp" },
        VerifyError::TimeOutOfRange { claim: "exp" },
        VerifyError::MissingClaim { claim: "exp" },
        VerifyError::SecurityEvent,
        VerifyError::IssuerMismatch,
        VerifyError::Expired,
        VerifyError::NotYetValid,
        VerifyError::IssuedInFuture,
        VerifyError::TooOld,
        VerifyError::AccessTokenMismatch,
        VerifyError::SubjectTooLong,
        VerifyError::SubjectWithNul,
        VerifyError::AuthorizedPartyMismatch,
    ];
    for reason in reasons {
        let error = HttpError::from(refused(reason.clone(), false));
        assert_eq!(
            row(&error),
            "400\n{\"error\":\"invalid request\",\"error_description\":\"Bad ID token\"}",
            "{reason}"
        );
    }
}
