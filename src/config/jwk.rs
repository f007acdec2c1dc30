//! A private key as a JSON Web Key (RFC 7517; RFC 7518, section 6), as `DAEMUN_JWT_KEYS` lists them.

use serde::Deserialize;

/// A private or symmetric key; which members it has depends on `kty`. It has no Debug and no Serialize.
#[derive(Clone, Deserialize)]
pub struct PrivateJwk {
    /// Key type: `RSA`, `EC`, `OKP` or `oct`.
    pub kty: String,
    /// Key id.
    #[serde(default)]
    pub kid: Option<String>,
    /// The algorithm that the key is for.
    #[serde(default)]
    pub alg: Option<String>,
    /// `sig`, if given.
    #[serde(default, rename = "use")]
    pub key_use: Option<String>,
    /// `sign` and `verify`.
    #[serde(default)]
    pub key_ops: Vec<String>,
    /// Every other member, as text.
    #[serde(flatten)]
    pub members: std::collections::BTreeMap<String, serde_json::Value>,
}

impl std::fmt::Debug for PrivateJwk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrivateJwk")
            .field("kty", &self.kty)
            .field("kid", &self.kid)
            .field("alg", &self.alg)
            .finish_non_exhaustive()
    }
}
