//! People, accounts and sessions as the tests of this folder need them: complete, plain, and told apart by a number.

use super::sign_in::{NewIds, SignInRules};
use super::{
    Account, Identity, IdentityId, JsonObject, Profile, Session, SessionId, Subject, User, UserId,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

/// The instant that the tests call now.
pub const NOW: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

/// The one subject at Kakao that signs in.
pub const SUBJECT: &str = "1234567890";

/// So many seconds after [`NOW`].
pub fn after(seconds: i64) -> DateTime<Utc> {
    NOW + TimeDelta::seconds(seconds)
}

/// So many seconds before [`NOW`].
pub fn before(seconds: i64) -> DateTime<Utc> {
    after(-seconds)
}

/// The smallest step that the databases keep.
pub fn a_moment() -> TimeDelta {
    TimeDelta::microseconds(1)
}

/// What Kakao says of [`SUBJECT`].
pub fn profile(email: Option<&str>) -> Profile {
    Profile {
        provider: "kakao".into(),
        issuer: "https://kauth.kakao.com".into(),
        subject: Subject::new(SUBJECT),
        nickname: Some("Nick".into()),
        picture: None,
        email: email.map(str::to_owned),
    }
}

/// A user who was made a while ago, without an e-mail.
pub fn user(number: u128) -> User {
    let id = UserId(Uuid::from_u128(number));
    User::new(
        id,
        "authenticated".into(),
        "authenticated".into(),
        before(1_000),
    )
}

/// A user whose e-mail was confirmed.
pub fn confirmed(number: u128, email: &str) -> User {
    User {
        email_confirmed_at: Some(before(900)),
        ..unconfirmed(number, email)
    }
}

/// A user whose e-mail waits to be confirmed.
pub fn unconfirmed(number: u128, email: &str) -> User {
    User {
        email: Some(email.to_owned()),
        ..user(number)
    }
}

/// An identity of whoever it is given to by [`account`].
pub fn identity(number: u128, provider: &str, subject: &str, data: Value) -> Identity {
    let Value::Object(identity_data) = data else {
        panic!("identity_data is an object");
    };
    Identity {
        id: IdentityId(Uuid::from_u128(number)),
        provider: provider.to_owned(),
        provider_id: Subject::new(subject),
        user_id: UserId(Uuid::nil()),
        identity_data,
        last_sign_in_at: Some(before(500)),
        created_at: Some(before(1_000)),
        updated_at: Some(before(500)),
    }
}

/// The identity of [`SUBJECT`] at Kakao, as an earlier sign-in left it.
pub fn own_identity(number: u128) -> Identity {
    identity(
        number,
        "kakao",
        SUBJECT,
        json!({"sub": SUBJECT, "name": "Old"}),
    )
}

/// An identity of another provider.
pub fn other_identity(number: u128, email: &str, is_verified: bool) -> Identity {
    let data = json!({"email": email, "email_verified": is_verified});
    identity(number, "google", &format!("g-{number}"), data)
}

/// An identity of another person at Kakao.
pub fn another_kakao(number: u128, email: &str) -> Identity {
    let data = json!({"email": email, "email_verified": true});
    identity(number, "kakao", &format!("other-{number}"), data)
}

/// The user with these identities, `providers` as they follow from them.
pub fn account(user: User, identities: Vec<Identity>) -> Account {
    let user_id = user.id;
    let identities = identities
        .into_iter()
        .map(|identity| Identity {
            user_id,
            ..identity
        })
        .collect();
    let mut account = Account { user, identities };
    account.refresh_providers();
    account
}

/// The defaults of the settings.
pub fn sign_in_rules() -> SignInRules {
    SignInRules {
        sign_up_disabled: false,
        email_optional: true,
        autoconfirm: false,
        allow_unverified: false,
        audience: "authenticated".into(),
        role: "authenticated".into(),
    }
}

/// Ids that nothing else in a test has.
pub fn new_ids() -> NewIds {
    NewIds {
        user: UserId(Uuid::from_u128(0xaaaa)),
        identity: IdentityId(Uuid::from_u128(0xbbbb)),
    }
}

/// A session of `user(1)`, signed in an hour ago and never refreshed.
pub fn session() -> Session {
    Session {
        id: SessionId(Uuid::from_u128(0xcccc)),
        user_id: UserId(Uuid::from_u128(1)),
        created_at: before(3_600),
        refreshed_at: None,
        not_after: None,
        aal: Some("aal1".into()),
        tag: None,
        is_of_oauth_client: false,
        refresh_token_counter: Some(0),
        refresh_token_hmac_key: Some("key".into()),
        amr: Vec::new(),
    }
}

/// The metadata as JSON, to be compared with a literal.
pub fn json_of(object: &JsonObject) -> Value {
    Value::Object(object.clone())
}

/// The members of an audit entry that tell what it is: its action and, if there are any, its traits.
pub fn told(entries: &[super::audit::AuditEntry]) -> Vec<(&'static str, Value)> {
    entries
        .iter()
        .map(|entry| {
            let traits = entry.payload.get("traits").cloned();
            (entry.action.name(), traits.unwrap_or(Value::Null))
        })
        .collect()
}
