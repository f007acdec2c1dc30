//! `/.well-known/`: the public keys of our access tokens (RFC 7517) and what an OpenID Connect client asks first
//! (OpenID Connect Discovery, section 3).

use super::cacheable_document;
use crate::config::Config;
use crate::http::HttpError;
use crate::http::state::HttpState;
use crate::http::wire::json::encode;
use crate::token::SigningKeys;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

#[derive(Serialize)]
struct OpenidConfiguration<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    response_types_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 2],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: [&'static str; 1],
}

fn render(config: &Config, keys: &SigningKeys) -> Result<Bytes, serde_json::Error> {
    let algorithms = keys.algorithms();
    let issuer = config.jwt.issuer.as_str();
    let base = config.server.external_url.as_str().trim_end_matches('/');
    let document = OpenidConfiguration {
        issuer,
        authorization_endpoint: format!("{base}/authorize"),
        token_endpoint: format!("{base}/token"),
        jwks_uri: format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/')),
        response_types_supported: ["code"],
        grant_types_supported: ["id_token", "refresh_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: algorithms.iter().map(|alg| alg.name()).collect(),
        token_endpoint_auth_methods_supported: ["none"],
    };
    encode(&document).map(Bytes::from)
}

/// 200 with the keys; symmetric ones are left out.
pub async fn jwks(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let keys = HttpState::of(&request)?.context().keys.current();
    let jwks = Bytes::copy_from_slice(keys.jwks().as_bytes());
    Ok(cacheable_document(&jwks))
}

/// 200. It names the algorithms of the keys, which a rotation may change.
pub async fn openid_configuration(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let document = render(&context.config, &context.keys.current())?;
    Ok(cacheable_document(&document))
}
