//! The discovery document and the key set, member for member as Kakao publishes them.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    keys::PublicJwk,
    paths,
    state::{State, lock},
};

/// Kakao's discovery document, in Kakao's order.
#[derive(Serialize)]
struct Discovery<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: [&'static str; 1],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 1],
    request_uri_parameter_supported: bool,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
    claims_supported: [&'static str; 10],
}

/// A key set (RFC 7517, section 5).
#[derive(Serialize)]
pub(super) struct Jwks {
    keys: [PublicJwk; 2],
}

/// `GET /.well-known/openid-configuration`
pub(super) async fn document(state: Data<State>) -> HttpResponse {
    let at = |path: &str| format!("{}{path}", state.base);
    HttpResponse::Ok().json(Discovery {
        issuer: &state.issuer,
        authorization_endpoint: at(paths::AUTHORIZE),
        token_endpoint: at(paths::TOKEN),
        userinfo_endpoint: at(paths::USERINFO),
        jwks_uri: at(paths::KEYS),
        token_endpoint_auth_methods_supported: ["client_secret_post"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        request_uri_parameter_supported: false,
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: ["authorization_code", "refresh_token"],
        code_challenge_methods_supported: ["S256"],
        claims_supported: [
            "iss",
            "aud",
            "sub",
            "auth_time",
            "exp",
            "iat",
            "nonce",
            "nickname",
            "picture",
            "email",
        ],
    })
}

/// `GET /.well-known/jwks.json`
pub(super) async fn keys(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(jwks(&state))
}

/// The keys that are published at present.
pub(super) fn jwks(state: &State) -> Jwks {
    let keys = lock(&state.keys).clone();
    Jwks {
        keys: [keys.signing.jwk(), keys.other.jwk()],
    }
}
