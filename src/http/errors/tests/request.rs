//! What a request gets wrong before any token is looked at.

use super::*;

#[test]
fn what_the_request_itself_gets_wrong() {
    let body = |fault: BodyFault| HttpError::from(fault);
    insta::assert_snapshot!(rows([
        HttpError::NotFound,
        HttpError::MethodNotAllowed { allow: "GET, HEAD" },
        HttpError::ForeignHost,
        HttpError::UnsupportedGrantType,
        HttpError::Web3Disabled,
        HttpError::EmailLoginsDisabled,
        HttpError::PhoneLoginsDisabled,
        HttpError::BothEmailAndPhone,
        HttpError::NeitherEmailNorPhone,
        body(BodyFault::TooLarge),
        body(BodyFault::TooSlow),
        body(BodyFault::NotJson("unexpected end of JSON input".into())),
        body(BodyFault::NulCharacter("code")),
    ]), @r#"
    404 x-sb-error-code: not_found
    {"code":404,"error_code":"not_found","msg":"There is nothing at this path"}
    {"code":"not_found","message":"There is nothing at this path"}

    405 allow: GET, HEAD


    421 x-sb-error-code: foreign_host
    {"code":421,"error_code":"foreign_host","msg":"Only requests to this machine's own name are answered"}
    {"code":"foreign_host","message":"Only requests to this machine's own name are answered"}

    400 x-sb-error-code: invalid_credentials
    {"code":400,"error_code":"invalid_credentials","msg":"unsupported_grant_type"}
    {"code":"invalid_credentials","message":"unsupported_grant_type"}

    422 x-sb-error-code: web3_provider_disabled
    {"code":422,"error_code":"web3_provider_disabled","msg":"Web3 provider is disabled"}
    {"code":"web3_provider_disabled","message":"Web3 provider is disabled"}

    422 x-sb-error-code: email_provider_disabled
    {"code":422,"error_code":"email_provider_disabled","msg":"Email logins are disabled"}
    {"code":"email_provider_disabled","message":"Email logins are disabled"}

    422 x-sb-error-code: phone_provider_disabled
    {"code":422,"error_code":"phone_provider_disabled","msg":"Phone logins are disabled"}
    {"code":"phone_provider_disabled","message":"Phone logins are disabled"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Only an email address or phone number should be provided on login."}
    {"code":"validation_failed","message":"Only an email address or phone number should be provided on login."}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"missing email or phone"}
    {"code":"validation_failed","message":"missing email or phone"}

    413 x-sb-error-code: request_entity_too_large
    {"code":413,"error_code":"request_entity_too_large","msg":"Request body too large (max 1048576 bytes)"}
    {"code":"request_entity_too_large","message":"Request body too large (max 1048576 bytes)"}

    408 x-sb-error-code: request_timeout
    {"code":408,"error_code":"request_timeout","msg":"The request body did not arrive in time, please retry."}
    {"code":"request_timeout","message":"The request body did not arrive in time, please retry."}

    400 x-sb-error-code: bad_json
    {"code":400,"error_code":"bad_json","msg":"Could not parse request body as JSON: unexpected end of JSON input"}
    {"code":"bad_json","message":"Could not parse request body as JSON: unexpected end of JSON input"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"code must not contain a NUL character"}
    {"code":"validation_failed","message":"code must not contain a NUL character"}
    "#);
}

#[test]
fn what_the_id_token_grant_refuses_before_the_token() {
    insta::assert_snapshot!(flows([
        Error::IdTokenRequired,
        Error::ProviderRequired,
        Error::LinkingNeedsBearer,
        Error::ProviderDisabled { issuer: "https://kauth.kakao.com".into() },
        Error::CustomProviderNotFound { provider: "custom:x".into() },
        Error::UnknownProvider { provider: "x\"\n<".into() },
        Error::CodeRequest(CodeRequestFault::Both),
        Error::CodeRequest(CodeRequestFault::NoRedirectUri),
        Error::CodeRequest(CodeRequestFault::RedirectUriNotAllowed),
        Error::CodeRequest(CodeRequestFault::RedirectUriOfCallback),
        Error::CodeRequest(CodeRequestFault::UnknownClientId),
    ]), @r#"
    400
    {"error":"invalid request","error_description":"id_token required"}

    400
    {"error":"invalid request","error_description":"provider or client_id and issuer required"}

    400
    {"error":"invalid request","error_description":"Linking requires a valid user access token in Authorization"}

    400 x-sb-error-code: provider_disabled
    {"code":400,"error_code":"provider_disabled","msg":"Provider (issuer \"https://kauth.kakao.com\") is not enabled"}
    {"code":"provider_disabled","message":"Provider (issuer \"https://kauth.kakao.com\") is not enabled"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Custom provider \"custom:x\" not found"}
    {"code":"validation_failed","message":"Custom provider \"custom:x\" not found"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Custom OIDC provider \"x\\\"\\n\u003c\" not allowed"}
    {"code":"validation_failed","message":"Custom OIDC provider \"x\\\"\\n\u003c\" not allowed"}

    400
    {"error":"invalid request","error_description":"send either id_token or code, not both"}

    400
    {"error":"invalid request","error_description":"redirect_uri is required with code: the one that Kakao sent the code to"}

    400
    {"error":"invalid request","error_description":"redirect_uri is not in the allow list (URI_ALLOW_LIST) and not under SITE_URL"}

    400
    {"error":"invalid request","error_description":"codes sent to this redirect_uri belong to /callback"}

    400
    {"error":"invalid request","error_description":"client_id is not one of the configured keys"}
    "#);
}
