//! Refresh tokens, linking and encryption at rest: the variables `SECURITY_*`.

use super::Secret;
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use super::warning::Warning;
use std::collections::BTreeMap;
use std::time::Duration;

pub(super) mod encryption;

/// Section "security".
#[derive(Debug, Clone)]
pub struct SecurityConfig {
    /// `SECURITY_MANUAL_LINKING_ENABLED`.
    pub manual_linking: bool,
    /// `SECURITY_REFRESH_TOKEN_ROTATION_ENABLED`: a stolen token ends the session.
    pub rotation: bool,
    /// `SECURITY_REFRESH_TOKEN_REUSE_INTERVAL`.
    pub reuse_interval: Duration,
    /// `SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION`: 1 or 2.
    pub refresh_token_version: u8,
    /// `SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE`, 0 to 100.
    pub upgrade_percentage: u8,
    /// `SECURITY_REFRESH_TOKEN_ALLOW_REUSE`.
    pub allow_reuse: bool,
    /// `SECURITY_DB_ENCRYPTION_*`.
    pub encryption: EncryptionConfig,
}

/// Keys of the encryption at rest, AES-256 each, base64url without padding in the variables.
#[derive(Debug, Clone, Default)]
pub struct EncryptionConfig {
    /// `SECURITY_DB_ENCRYPTION_ENCRYPT` with the id and the key that encrypt.
    pub encrypt_with: Option<(String, Secret)>,
    /// `SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS`: by id.
    pub decrypt_with: BTreeMap<String, Secret>,
}

static MANUAL_LINKING: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "true",
    example: "false",
    meaning: "Whether a signed-in user may link another account, by redirect or by ID token; Supabase Auth's default \
              is false.",
    ..Variable::named("SECURITY_MANUAL_LINKING_ENABLED")
};

static ROTATION: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "true",
    example: "true",
    meaning: "Whether a refresh token that is used too late ends its session, as a stolen one should.",
    ..Variable::named("SECURITY_REFRESH_TOKEN_ROTATION_ENABLED")
};

static REUSE_INTERVAL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Seconds,
    default: "10",
    example: "10",
    meaning: "How long after a refresh older tokens of the session still get the current one; Supabase Auth's default \
              is 0.",
    ..Variable::named("SECURITY_REFRESH_TOKEN_REUSE_INTERVAL")
};

static VERSION: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "2",
    example: "2",
    meaning: "The kind of refresh tokens. New sessions always get the second; with 0 or 1, sessions whose tokens are of \
              the first kind keep that.",
    ..Variable::named("SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION")
};

static UPGRADE_PERCENTAGE: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "100",
    example: "100",
    meaning: "Of how many sessions in a hundred, chosen by their ids, tokens of the first kind are answered by those of \
              the second; Supabase Auth's default is 0.",
    ..Variable::named("SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE")
};

static ALLOW_REUSE: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "false",
    meaning: "Accepts refresh tokens however old they are.",
    ..Variable::named("SECURITY_REFRESH_TOKEN_ALLOW_REUSE")
};

pub(super) static VARIABLES: &[&Variable] = &[
    &MANUAL_LINKING,
    &ROTATION,
    &REUSE_INTERVAL,
    &VERSION,
    &UPGRADE_PERCENTAGE,
    &ALLOW_REUSE,
];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<SecurityConfig> {
    let manual_linking = reader.value(&MANUAL_LINKING, values::switch);
    let rotation = reader.value(&ROTATION, values::switch);
    let reuse_interval = reader.value(&REUSE_INTERVAL, values::seconds);
    let version = reader.value(&VERSION, values::number::<u8>(0, 2));
    let upgrade_percentage = reader.value(&UPGRADE_PERCENTAGE, values::number(0, 100));
    let allow_reuse = reader.value(&ALLOW_REUSE, values::switch);
    let encryption = encryption::parse(reader);
    if version.is_some_and(|version| version < 2) {
        reader.warn(&VERSION, |origin| Warning::FirstKindOfRefreshTokens {
            origin,
        });
    }
    Some(SecurityConfig {
        manual_linking: manual_linking?,
        rotation: rotation?,
        reuse_interval: reuse_interval?,
        // 0 is Supabase Auth's other way to write 1.
        refresh_token_version: version?.max(1),
        upgrade_percentage: upgrade_percentage?,
        allow_reuse: allow_reuse?,
        encryption: encryption?,
    })
}
