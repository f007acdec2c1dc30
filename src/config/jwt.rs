//! Our own access tokens: the variables `JWT_*`.

use super::Secret;
use super::jwk::PrivateJwk;
use super::problem::{KeyProblem, Problem};
use super::reader::Reader;
use super::server::ServerConfig;
use super::values;
use super::warning::Warning;
use std::time::Duration;

mod keys;
mod variables;
pub(super) use variables::VARIABLES;
use variables::{
    ADMIN_GROUP_NAME, ADMIN_ROLES, AUDIENCE, DEFAULT_GROUP_NAME, EXPIRY, ISSUER, KEY_ID, KEYS,
    SECRET, VALID_METHODS,
};

/// Section "jwt".
#[derive(Debug, Clone)]
pub struct JwtConfig {
    /// `JWT_SECRET`: the HS256 key of Supabase Auth; an empty one counts as absent.
    pub secret: Option<Secret>,
    /// `JWT_KEY_ID`: the `kid` of the secret.
    pub key_id: Option<String>,
    /// `JWT_KEYS`: private JWKs, exactly one of which signs; empty if not set.
    pub keys: Vec<PrivateJwk>,
    /// `JWT_VALID_METHODS`: accepted algorithms of incoming tokens; empty means those of the keys.
    pub valid_methods: Vec<String>,
    /// `JWT_EXP`: life of an access token.
    pub expiry: Duration,
    /// `JWT_AUD`: `aud` of new users.
    pub audience: String,
    /// `JWT_ISSUER`: `iss`; default `API_EXTERNAL_URL` without a trailing slash.
    pub issuer: String,
    /// `JWT_DEFAULT_GROUP_NAME`: `role` of new users.
    pub default_role: String,
    /// `JWT_ADMIN_ROLES`.
    pub admin_roles: Vec<String>,
    /// `JWT_ADMIN_GROUP_NAME`.
    pub admin_group: String,
}

/// 0 means the default to Supabase Auth.
const DEFAULT_EXPIRY: Duration = Duration::from_secs(3600);
/// As long as the hash of HS256 (RFC 7518, section 3.2).
const SAFE_SECRET_LENGTH: usize = 32;
/// Secrets that stand in Supabase's published examples.
const EXAMPLE_SECRETS: [&str; 2] = [
    "super-secret-jwt-token-with-at-least-32-characters-long",
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
];

pub(super) fn parse(reader: &mut Reader<'_>, server: Option<&ServerConfig>) -> Option<JwtConfig> {
    let secret = reader.optional(&SECRET, |value| Ok(Secret::new(value)));
    let key_id = reader.optional(&KEY_ID, values::word);
    let keys = reader.optional(&KEYS, keys::parse);
    let valid_methods = reader.value(&VALID_METHODS, keys::algorithms);
    let expiry = reader.value(&EXPIRY, values::seconds);
    let audience = reader.value(&AUDIENCE, values::word);
    let issuer = reader.optional(&ISSUER, values::word);
    let default_role = reader.value(&DEFAULT_GROUP_NAME, values::word);
    let admin_roles = reader.value(&ADMIN_ROLES, values::words);
    let admin_group = reader.value(&ADMIN_GROUP_NAME, values::word);
    let own_url = server.map(|server| {
        server
            .external_url
            .as_str()
            .trim_end_matches('/')
            .to_owned()
    });
    let config = JwtConfig {
        secret: secret?,
        key_id: key_id?,
        keys: keys?.unwrap_or_default(),
        valid_methods: valid_methods?,
        expiry: Some(expiry?)
            .filter(|expiry| !expiry.is_zero())
            .unwrap_or(DEFAULT_EXPIRY),
        audience: audience?,
        issuer: issuer?.or(own_url)?,
        default_role: default_role?,
        admin_roles: admin_roles?,
        admin_group: admin_group?,
    };
    look_over(reader, &config);
    Some(config)
}

/// What shows only when all of it is read.
fn look_over(reader: &mut Reader<'_>, config: &JwtConfig) {
    if config.admin_roles.contains(&config.default_role) {
        reader.refuse(&DEFAULT_GROUP_NAME, Problem::EveryoneIsAdmin);
    }
    let algorithm = signing_algorithm(config);
    if let Some(algorithm) = algorithm.filter(|own| !accepts(config, own)) {
        let algorithm = algorithm.to_owned();
        reader.refuse(
            &VALID_METHODS,
            KeyProblem::OwnMethodMissing { algorithm }.into(),
        );
    }
    if algorithm == Some("EdDSA") {
        reader.warn(&KEYS, |origin| Warning::EdDsaKey { origin });
    }
    if let Some(secret) = &config.secret {
        look_at_secret(reader, secret);
    }
}

fn look_at_secret(reader: &mut Reader<'_>, secret: &Secret) {
    if EXAMPLE_SECRETS.contains(&secret.expose()) {
        reader.warn(&SECRET, |origin| Warning::ExampleSecret { origin });
    } else if secret.expose().len() < SAFE_SECRET_LENGTH {
        reader.warn(&SECRET, |origin| Warning::ShortSecret { origin });
    }
}

/// The algorithm of our own tokens, where the configuration alone decides it: else it is that of the kept key.
fn signing_algorithm(config: &JwtConfig) -> Option<&str> {
    if config.keys.is_empty() {
        return config.secret.as_ref().map(|_secret| "HS256");
    }
    let signing = config.keys.iter().find(|key| key.signs());
    signing.map(|key| key.alg.name())
}

fn accepts(config: &JwtConfig, algorithm: &str) -> bool {
    config.valid_methods.is_empty()
        || config
            .valid_methods
            .iter()
            .any(|method| method == algorithm)
}
