//! Accounts, bearer tokens and refresh tokens.

use super::*;

#[test]
fn what_is_said_of_the_account() {
    let unverified = |has_email| Error::EmailNeedsVerification {
        provider: "kakao",
        has_email,
    };
    insta::assert_snapshot!(flows([
        Error::SignUpDisabled,
        Error::UserBanned,
        unverified(true),
        unverified(false),
        Error::ManualLinkingDisabled,
        Error::IdentityAlreadyLinked,
        Error::IdentityLinkedToAnother,
        Error::EmailExists,
    ]), @r#"
    422 x-sb-error-code: signup_disabled
    {"code":422,"error_code":"signup_disabled","msg":"Signups not allowed for this instance"}
    {"code":"signup_disabled","message":"Signups not allowed for this instance"}

    403 x-sb-error-code: user_banned
    {"code":403,"error_code":"user_banned","msg":"User is banned"}
    {"code":"user_banned","message":"User is banned"}

    422 x-sb-error-code: provider_email_needs_verification
    {"code":422,"error_code":"provider_email_needs_verification","msg":"Unverified email with kakao. A confirmation email has been sent to your kakao email"}
    {"code":"provider_email_needs_verification","message":"Unverified email with kakao. A confirmation email has been sent to your kakao email"}

    422 x-sb-error-code: provider_email_needs_verification
    {"code":422,"error_code":"provider_email_needs_verification","msg":"Unverified email with kakao. Verify the email with kakao in order to sign in"}
    {"code":"provider_email_needs_verification","message":"Unverified email with kakao. Verify the email with kakao in order to sign in"}

    404 x-sb-error-code: manual_linking_disabled
    {"code":404,"error_code":"manual_linking_disabled","msg":"Manual linking is disabled"}
    {"code":"manual_linking_disabled","message":"Manual linking is disabled"}

    422 x-sb-error-code: identity_already_exists
    {"code":422,"error_code":"identity_already_exists","msg":"Identity is already linked"}
    {"code":"identity_already_exists","message":"Identity is already linked"}

    422 x-sb-error-code: identity_already_exists
    {"code":422,"error_code":"identity_already_exists","msg":"Identity is already linked to another user"}
    {"code":"identity_already_exists","message":"Identity is already linked to another user"}

    400 x-sb-error-code: email_exists
    {"code":400,"error_code":"email_exists","msg":"A user with this email address has already been registered"}
    {"code":"email_exists","message":"A user with this email address has already been registered"}
    "#);
}

#[test]
fn what_is_said_of_a_bearer_token() {
    insta::assert_snapshot!(flows([
        Error::NoAuthorization,
        Error::BadJwt(BearerError::Expired),
        Error::MissingSub,
        Error::SubNotUuid,
        Error::UserNotFound,
        Error::SessionIdNotUuid,
        Error::SessionNotFound,
        Error::AudienceMismatch,
        Error::UnsupportedLogoutScope { scope: "x".into() },
    ]), @r#"
    401 x-sb-error-code: no_authorization
    {"code":401,"error_code":"no_authorization","msg":"This endpoint requires a valid Bearer token"}
    {"code":"no_authorization","message":"This endpoint requires a valid Bearer token"}

    403 x-sb-error-code: bad_jwt
    {"code":403,"error_code":"bad_jwt","msg":"invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired"}
    {"code":"bad_jwt","message":"invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired"}

    403 x-sb-error-code: bad_jwt
    {"code":403,"error_code":"bad_jwt","msg":"invalid claim: missing sub claim"}
    {"code":"bad_jwt","message":"invalid claim: missing sub claim"}

    400 x-sb-error-code: bad_jwt
    {"code":400,"error_code":"bad_jwt","msg":"invalid claim: sub claim must be a UUID"}
    {"code":"bad_jwt","message":"invalid claim: sub claim must be a UUID"}

    403 x-sb-error-code: user_not_found
    {"code":403,"error_code":"user_not_found","msg":"User from sub claim in JWT does not exist"}
    {"code":"user_not_found","message":"User from sub claim in JWT does not exist"}

    403 x-sb-error-code: bad_jwt
    {"code":403,"error_code":"bad_jwt","msg":"invalid claim: session_id claim must be a UUID"}
    {"code":"bad_jwt","message":"invalid claim: session_id claim must be a UUID"}

    403 x-sb-error-code: session_not_found
    {"code":403,"error_code":"session_not_found","msg":"Session from session_id claim in JWT does not exist"}
    {"code":"session_not_found","message":"Session from session_id claim in JWT does not exist"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Token audience doesn't match request audience"}
    {"code":"validation_failed","message":"Token audience doesn't match request audience"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Unsupported logout scope \"x\""}
    {"code":"validation_failed","message":"Unsupported logout scope \"x\""}
    "#);
}

#[test]
fn what_is_said_of_a_refresh_token() {
    insta::assert_snapshot!(flows([
        Error::NotARefreshToken,
        Error::Refresh(RefreshRefusal::NotFound),
        Error::Refresh(RefreshRefusal::Banned),
        Error::Refresh(RefreshRefusal::NoSession),
        Error::Refresh(RefreshRefusal::Expired),
        Error::Refresh(RefreshRefusal::Inactive),
        Error::Refresh(RefreshRefusal::Superseded),
        Error::Refresh(RefreshRefusal::OfOauthClient),
        Error::Refresh(RefreshRefusal::NotIssued),
        Error::Refresh(RefreshRefusal::AlreadyUsed),
        Error::Refresh(RefreshRefusal::Stolen),
    ]), @r#"
    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Refresh token is not valid"}
    {"code":"validation_failed","message":"Refresh token is not valid"}

    400 x-sb-error-code: refresh_token_not_found
    {"code":400,"error_code":"refresh_token_not_found","msg":"Invalid Refresh Token: Refresh Token Not Found"}
    {"code":"refresh_token_not_found","message":"Invalid Refresh Token: Refresh Token Not Found"}

    400 x-sb-error-code: user_banned
    {"code":400,"error_code":"user_banned","msg":"Invalid Refresh Token: User Banned"}
    {"code":"user_banned","message":"Invalid Refresh Token: User Banned"}

    400 x-sb-error-code: session_not_found
    {"code":400,"error_code":"session_not_found","msg":"Invalid Refresh Token: No Valid Session Found"}
    {"code":"session_not_found","message":"Invalid Refresh Token: No Valid Session Found"}

    400 x-sb-error-code: session_expired
    {"code":400,"error_code":"session_expired","msg":"Invalid Refresh Token: Session Expired"}
    {"code":"session_expired","message":"Invalid Refresh Token: Session Expired"}

    400 x-sb-error-code: session_expired
    {"code":400,"error_code":"session_expired","msg":"Invalid Refresh Token: Session Expired (Inactivity)"}
    {"code":"session_expired","message":"Invalid Refresh Token: Session Expired (Inactivity)"}

    400 x-sb-error-code: session_expired
    {"code":400,"error_code":"session_expired","msg":"Invalid Refresh Token: Session Expired (Revoked by Newer Login)"}
    {"code":"session_expired","message":"Invalid Refresh Token: Session Expired (Revoked by Newer Login)"}

    400
    {"error":"invalid_client","error_description":"Client authentication required for OAuth session"}

    400 x-sb-error-code: validation_failed
    {"code":400,"error_code":"validation_failed","msg":"Invalid Refresh Token: Not Issued By This Server"}
    {"code":"validation_failed","message":"Invalid Refresh Token: Not Issued By This Server"}

    400 x-sb-error-code: refresh_token_already_used
    {"code":400,"error_code":"refresh_token_already_used","msg":"Invalid Refresh Token: Already Used"}
    {"code":"refresh_token_already_used","message":"Invalid Refresh Token: Already Used"}

    400 sb-auth-refresh-token-rotated: true, x-sb-error-code: refresh_token_already_used
    {"code":400,"error_code":"refresh_token_already_used","msg":"Invalid Refresh Token: Already Used"}
    {"code":"refresh_token_already_used","message":"Invalid Refresh Token: Already Used"}
    "#);
}
