//! What a user may change.

use super::*;
use crate::domain::testing::{NOW, before, confirmed, json_of, user};
use serde_json::{Value, json};

/// The defaults of the settings.
fn passwords() -> PasswordConfig {
    PasswordConfig {
        min_length: 6,
        required_characters: Vec::new(),
    }
}

fn weak() -> UpdateRefusal {
    UpdateRefusal::WeakPassword(Weakness {
        message: "Password should be at least 6 characters.".into(),
        reasons: vec!["length"],
    })
}

fn object(value: Value) -> JsonObject {
    let Value::Object(members) = value else {
        panic!("an object");
    };
    members
}

fn metadata_after(before: Value, changes: Value) -> Value {
    let mut user = user(1);
    user.user_metadata = object(before);
    let update = UserUpdate {
        data: Some(object(changes)),
        ..UserUpdate::default()
    };
    update.apply(&mut user, NOW);
    assert_eq!(user.updated_at, NOW);
    json_of(&user.user_metadata)
}

#[test]
fn what_is_not_named_stays_and_null_takes_away() {
    let known = json!({ "a": 1, "b": 2, "c": [3] });
    assert_eq!(
        metadata_after(known.clone(), json!({ "a": null, "b": "two", "d": {} })),
        json!({ "b": "two", "c": [3], "d": {} })
    );
    assert_eq!(metadata_after(known.clone(), json!({})), known);
}

#[test]
fn only_the_top_level_is_merged() {
    assert_eq!(
        metadata_after(json!({ "a": { "x": 1 } }), json!({ "a": { "y": null } })),
        json!({ "a": { "y": null } })
    );
}

#[test]
fn without_anything_to_merge_the_row_stays_as_it_is() {
    let mut user = user(1);
    let before = user.clone();
    UserUpdate::default().apply(&mut user, NOW);
    assert_eq!(user, before);
}

#[test]
fn app_metadata_is_merged_for_admins_alone() {
    let update = UserUpdate {
        app_metadata: Some(object(json!({ "plan": "pro", "gone": null }))),
        ..UserUpdate::default()
    };
    let mut user = user(1);
    assert_eq!(
        update.check(&user, false, &passwords()),
        Err(UpdateRefusal::NotAdmin)
    );
    assert_eq!(
        update.check(&user, true, &passwords()),
        Ok(NewContacts::default())
    );
    user.app_metadata = object(json!({ "provider": "kakao", "gone": 1 }));
    update.apply(&mut user, NOW);
    assert_eq!(
        json_of(&user.app_metadata),
        json!({ "provider": "kakao", "plan": "pro" })
    );
}

fn update(change: impl FnOnce(&mut UserUpdate)) -> UserUpdate {
    let mut update = UserUpdate::default();
    change(&mut update);
    update
}

fn refusal_for(user: &User, change: impl FnOnce(&mut UserUpdate)) -> Option<UpdateRefusal> {
    let update = update(change);
    let checked = update.check(user, false, &passwords());
    checked
        .and_then(|new| update.refuse_what_is_off(&new))
        .err()
}

#[test]
fn the_present_email_and_phone_are_no_change() {
    let mut user = confirmed(1, "own@example.com");
    user.phone = Some("821012345678".into());
    let refused = refusal_for(&user, |u| {
        u.email = Some("Own@Example.com".into());
        u.phone = Some("+82 10 1234 5678".into());
    });
    assert_eq!(refused, None);
}

#[test]
fn another_email_phone_or_password_is_off() {
    let user = confirmed(1, "own@example.com");
    let email = Some("other@example.com".to_owned());
    let phone = Some("821012345678".to_owned());
    let password = Some("secret".to_owned());
    let refused = |change: &dyn Fn(&mut UserUpdate)| refusal_for(&user, |u| change(u));
    assert_eq!(
        refused(&|u| u.email.clone_from(&email)),
        Some(UpdateRefusal::EmailOff)
    );
    assert_eq!(
        refused(&|u| u.phone.clone_from(&phone)),
        Some(UpdateRefusal::PhoneOff)
    );
    assert_eq!(
        refused(&|u| u.password.clone_from(&password)),
        Some(UpdateRefusal::EmailOff)
    );
}

#[test]
fn what_goes_along_with_them_alone_is_ignored() {
    let refused = refusal_for(&user(1), |u| {
        u.nonce = Some("123456".into());
        u.channel = Some("pigeon".into());
    });
    assert_eq!(refused, None);
}

#[test]
fn passwords_are_measured_in_bytes() {
    for (password, refusal) in [
        ("12345", weak()),
        ("123456", UpdateRefusal::EmailOff),
        ("가나", UpdateRefusal::EmailOff),
        (&"x".repeat(72), UpdateRefusal::EmailOff),
        (&"x".repeat(73), UpdateRefusal::PasswordTooLong),
        (&"가".repeat(25), UpdateRefusal::PasswordTooLong),
    ] {
        let refused = refusal_for(&user(1), |u| u.password = Some(password.into()));
        assert_eq!(refused, Some(refusal), "{password}");
    }
}

/// Everything is wrong at first; each is mended in turn.
#[test]
fn of_several_faults_the_first_is_told() {
    let mut user = user(1);
    user.is_sso_user = true;
    user.is_anonymous = true;
    let mut bad = UserUpdate {
        email: Some("nonsense".into()),
        phone: Some("nonsense".into()),
        channel: Some("pigeon".into()),
        password: Some("short".into()),
        app_metadata: Some(object(json!({}))),
        ..UserUpdate::default()
    };
    let told = |update: &UserUpdate| update.check(&user, false, &passwords()).err();
    assert_eq!(told(&bad), Some(ContactFault::EmailMalformed.into()));
    bad.email = None;
    assert_eq!(told(&bad), Some(ContactFault::PhoneMalformed.into()));
    bad.phone = Some("821012345678".into());
    assert_eq!(told(&bad), Some(UpdateRefusal::Channel));
    bad.phone = None;
    assert_eq!(told(&bad), Some(weak()));
    bad.password = Some("longer".into());
    assert_eq!(told(&bad), Some(UpdateRefusal::NotAdmin));
    bad.app_metadata = None;
    assert_eq!(told(&bad), Some(UpdateRefusal::PasswordOfAnonymous));
    bad.email = Some("a@example.com".into());
    assert_eq!(told(&bad), Some(UpdateRefusal::ManagedBySso));
}

#[test]
fn whoever_comes_by_sso_changes_nothing_but_metadata() {
    let mut sso = confirmed(1, "own@example.com");
    sso.is_sso_user = true;
    let own = refusal_for(&sso, |u| u.email = Some("own@example.com".into()));
    assert_eq!(own, None);
    let nonce = refusal_for(&sso, |u| u.nonce = Some("123456".into()));
    assert_eq!(nonce, Some(UpdateRefusal::ManagedBySso));
    let data = update(|u| u.data = Some(object(json!({ "a": 1 }))));
    data.apply(&mut sso, NOW);
    assert_ne!(sso.updated_at, before(1_000));
}
