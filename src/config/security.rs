//! Refresh tokens, linking and encryption at rest.

use super::Secret;
use std::collections::BTreeMap;
use std::time::Duration;

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
