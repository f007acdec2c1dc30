//! The paths that the stand-in serves, as [`StandIn::requests`](super::StandIn::requests) and
//! [`Faults`](super::Faults) name them.

/// The discovery document (OpenID Connect Discovery 1.0, section 4).
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
/// The key set (RFC 7517, section 5).
pub const KEYS: &str = "/.well-known/jwks.json";
/// Where a browser signs in.
pub const AUTHORIZE: &str = "/oauth/authorize";
/// The token endpoint (RFC 6749, section 3.2).
pub const TOKEN: &str = "/oauth/token";
/// User information as `OpenID` Connect has it (Core 1.0, section 5.3).
pub const USERINFO: &str = "/v1/oidc/userinfo";
/// User information as Kakao has it.
pub const ME: &str = "/v2/user/me";
/// Whose access token it is, and of which app.
pub const TOKEN_INFO: &str = "/v1/user/access_token_info";
/// Ends the tokens of a login.
pub const LOG_OUT: &str = "/v1/user/logout";
/// Ends all that the app has of a person.
pub const UNLINK: &str = "/v1/user/unlink";
/// Signs a browser out.
pub const SIGN_OUT: &str = "/oauth/logout";
/// The stand-in's own: how its pages look.
pub const CONSENT_STYLE: &str = "/sandbox/consent.css";
/// The stand-in's own: mints an ID token.
pub const MINT_ID_TOKEN: &str = "/sandbox/id_token";
/// The stand-in's own: mints an authorization code.
pub const MINT_CODE: &str = "/sandbox/code";
