//! What the stand-in is told when it starts.

use crate::config::Secret;

use super::keys::StandInKeys;

/// How the stand-in Kakao is set up.
#[derive(Clone, Default)]
pub struct StandInOptions {
    /// The port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// The issuer that it claims to be, e.g. `https://kauth.kakao.com`: an origin without a trailing slash. Without
    /// one, its own URL. Its host is answered to as well.
    pub issuer: Option<String>,
    /// With a certificate it speaks https, and nothing else.
    pub tls: Option<TlsFiles>,
    /// The app keys (client ids) of the one Kakao app; the first is the default audience. At least one.
    pub client_ids: Vec<String>,
    /// The client secret that a code exchange must bring, if any.
    pub client_secret: Option<Secret>,
    /// The app's admin key, which may end anybody's tokens and links, if there is one.
    pub admin_key: Option<Secret>,
    /// The redirect URIs that the app registered, each exactly as it will be asked for. One of this machine's own
    /// (`localhost`, 127.0.0.0/8, `[::1]`) needs no registration.
    pub redirect_uris: Vec<String>,
    /// The people whom a request may name by their subject alone; the first is the default. Without any, one sample
    /// person stands in.
    pub users: Vec<StandInUser>,
    /// The two keys to sign with and to publish; made anew if there are none. Sharing them between stand-ins saves
    /// their generation, and lets one stand-in take another's place.
    pub keys: Option<StandInKeys>,
}

/// A certificate and its key, as PEM text.
#[derive(Clone)]
pub struct TlsFiles {
    /// The certificate chain, the server's own first.
    pub certificate: String,
    /// The private key: PKCS#8, PKCS#1 or SEC1.
    pub key: Secret,
}

/// A person with a Kakao account, as far as they gave the app their consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandInUser {
    /// The user's id in the Kakao app (회원번호): the `sub` of ID tokens as text, the `id` of `/v2/user/me` as number.
    pub id: u64,
    /// The nickname, if shared.
    pub nickname: Option<String>,
    /// The address of the picture, if shared.
    pub picture: Option<String>,
    /// The e-mail address, if shared.
    pub email: Option<String>,
    /// Whether the address is still this account's (`is_email_valid`).
    pub email_is_valid: bool,
    /// Whether the account's owner proved the address (`is_email_verified`).
    pub email_is_verified: bool,
}

impl StandInUser {
    /// A user who shares nothing.
    #[must_use]
    pub fn new(id: u64) -> Self {
        Self {
            id,
            nickname: None,
            picture: None,
            email: None,
            email_is_valid: true,
            email_is_verified: true,
        }
    }

    /// The person who signs in where nobody is named.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            nickname: Some("대문".to_owned()),
            picture: Some("http://k.kakaocdn.net/dn/sample/img_110x110.jpg".to_owned()),
            email: Some("sample@example.com".to_owned()),
            ..Self::new(3_141_592_653)
        }
    }

    /// The subject, as ID tokens carry it.
    #[must_use]
    pub fn subject(&self) -> String {
        self.id.to_string()
    }
}
