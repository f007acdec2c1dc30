//! People, accounts and sessions for the tests of this layer.

use super::session::Session;
use super::sign_in::{NewIds, SignInRules};
use super::{Account, Identity, IdentityId, JsonObject, Profile, SessionId, Subject, User, UserId};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

/// The present of every test.
pub fn now() -> DateTime<Utc> {
    "2026-03-01T09:00:00Z".parse().expect("an instant")
}

pub fn seconds(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

pub fn user_id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub fn ids() -> NewIds {
    NewIds {
        user: user_id(900),
        identity: IdentityId(Uuid::from_u128(901)),
    }
}

/// Kakao's person of this subject.
pub fn profile(subject: &str, email: Option<&str>) -> Profile {
    Profile {
        provider: "kakao".into(),
        issuer: "https://kauth.kakao.com".into(),
        subject: Subject::new(subject),
        nickname: Some("Nick".into()),
        picture: None,
        email: email.map(str::to_owned),
    }
}

/// A user with an e-mail, confirmed or not, and no identity.
pub fn account(number: u128, email: Option<&str>, is_confirmed: bool) -> Account {
    let mut user = User::new(
        user_id(number),
        "authenticated".into(),
        "authenticated".into(),
        now() - seconds(3600),
    );
    user.email = email.map(str::to_owned);
    user.email_confirmed_at = is_confirmed.then(|| now() - seconds(3600));
    Account {
        user,
        identities: Vec::new(),
    }
}

/// `account` with one more identity.
pub fn with_identity(
    mut account: Account,
    provider: &str,
    subject: &str,
    email: Option<(&str, bool)>,
) -> Account {
    let mut data = JsonObject::new();
    data.insert("sub".into(), subject.into());
    if let Some((address, is_verified)) = email {
        data.insert("email".into(), address.into());
        data.insert("email_verified".into(), json!(is_verified));
    }
    let number = 100
        + u128::try_from(account.identities.len()).expect("few")
        + account.user.id.0.as_u128() * 10;
    account.identities.push(Identity {
        id: IdentityId(Uuid::from_u128(number)),
        provider: provider.into(),
        provider_id: Subject::new(subject),
        user_id: account.user.id,
        identity_data: data,
        last_sign_in_at: None,
        created_at: Some(now() - seconds(3600)),
        updated_at: Some(now() - seconds(3600)),
    });
    account
}

pub fn rules() -> SignInRules {
    SignInRules {
        sign_up_disabled: false,
        email_optional: true,
        autoconfirm: false,
        allow_unverified: false,
        audience: "authenticated".into(),
        role: "authenticated".into(),
    }
}

/// A session that began an hour ago, with this counter.
pub fn session(counter: Option<i64>) -> Session {
    Session {
        id: SessionId(Uuid::from_u128(7)),
        user_id: user_id(1),
        created_at: now() - seconds(3600),
        refreshed_at: None,
        not_after: None,
        aal: Some("aal1".into()),
        is_of_oauth_client: false,
        refresh_token_counter: counter,
        refresh_token_hmac_key: None,
        amr: Vec::new(),
    }
}
