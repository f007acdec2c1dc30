//! Made, changed and deleted users, member by member.

use super::*;
use crate::domain::testing::{NOW, account, after, confirmed, json_of, own_identity, user};
use crate::domain::{Account, UserId};

const IDS: [IdentityId; 2] = [
    IdentityId(Uuid::from_u128(101)),
    IdentityId(Uuid::from_u128(102)),
];
const ROLE: &str = "service_role";

fn new_user() -> NewUser {
    NewUser {
        aud: "authenticated".into(),
        role: "authenticated".into(),
        email: Some("a@example.com".into()),
        phone: None,
        confirms_email: false,
        confirms_phone: false,
        user_metadata: JsonObject::new(),
        app_metadata: JsonObject::new(),
        ban: None,
    }
}

fn create_it(new: NewUser) -> (Account, AuditEntry) {
    let ids = NewUserIds {
        user: UserId(Uuid::from_u128(7)),
        identities: IDS,
    };
    create(new, ids, ROLE, NOW)
}

fn change_it(account: Account, asked: UserChange) -> Changed {
    change(account, asked, IDS, ROLE, NOW)
}

#[test]
fn a_new_user_has_an_identity_for_each_contact_and_none_is_confirmed() {
    let (account, entry) = create_it(NewUser {
        phone: Some("821012345678".into()),
        ..new_user()
    });
    let id = account.user.id.to_string();
    let data: Vec<_> = account
        .identities
        .iter()
        .map(|i| (i.id, i.provider.as_str(), json_of(&i.identity_data)))
        .collect();
    let unverified = json!({"email_verified": false, "phone_verified": false, "sub": id});
    let with = |name: &str, value: &str| {
        let mut data = unverified.clone();
        data[name] = value.into();
        data
    };
    assert_eq!(
        data,
        [
            (IDS[0], "email", with("email", "a@example.com")),
            (IDS[1], "phone", with("phone", "821012345678")),
        ]
    );
    assert_eq!(account.user.confirmed_at(), None);
    assert_eq!(
        json_of(&account.user.app_metadata),
        json!({"provider": "email", "providers": ["email", "phone"]})
    );
    assert_eq!(
        json_of(&entry.payload),
        json!({
            "action": "user_signedup",
            "actor_id": "00000000-0000-0000-0000-000000000000",
            "actor_username": "service_role",
            "actor_via_sso": false,
            "log_type": "team",
            "traits": {"provider": "email", "user_email": "a@example.com", "user_id": id, "user_phone": "821012345678"},
        })
    );
}

#[test]
fn a_confirmation_is_told_in_the_metadata_and_not_in_the_identity() {
    let (account, _) = create_it(NewUser {
        confirms_email: true,
        ..new_user()
    });
    assert_eq!(account.user.email_confirmed_at, Some(NOW));
    assert_eq!(
        json_of(&account.user.user_metadata),
        json!({"email_verified": true})
    );
    assert!(!account.identities[0].is_email_verified());
}

#[test]
fn a_ban_of_nothing_ends_one_and_a_negative_one_has_ended() {
    assert_eq!(ban_end(NOW, 0), None);
    assert_eq!(ban_end(NOW, 1_000_000_000), Some(after(1)));
    assert_eq!(ban_end(NOW, -1_000_000_000), Some(after(-1)));
    // Less than the databases keep is cut.
    assert_eq!(ban_end(NOW, 999), Some(NOW));
    assert!(ban_end(NOW, i64::MAX).is_some());
    assert!(ban_end(NOW, i64::MIN).is_some());
}

#[test]
fn merged_metadata_keeps_what_is_not_named_and_loses_what_is_null() {
    let mut metadata = JsonObject::from_iter([
        ("a".to_owned(), json!(1)),
        ("b".to_owned(), json!({"x": 1, "y": 2})),
        ("c".to_owned(), json!(3)),
    ]);
    let changes = json!({"b": {"x": null}, "c": null, "d": null, "e": "new"});
    merge(
        &mut metadata,
        changes.as_object().expect("an object").clone(),
    );
    assert_eq!(
        json_of(&metadata),
        json!({"a": 1, "b": {"x": null}, "e": "new"})
    );
}

#[test]
fn a_new_email_of_somebody_without_one_makes_an_identity() {
    let changed = change_it(
        account(user(1), vec![own_identity(10)]),
        UserChange {
            email: Some("b@example.com".into()),
            ..UserChange::default()
        },
    );
    assert_eq!((changed.new, changed.touched), (vec![IDS[0]], Vec::new()));
    let identity = &changed.account.identities[1];
    assert_eq!(identity.email().as_deref(), Some("b@example.com"));
    assert!(!identity.is_email_verified());
    assert_eq!(changed.account.user.email.as_deref(), Some("b@example.com"));
    assert_eq!(changed.account.user.email_confirmed_at, None);
    assert_eq!(
        changed.entry.payload["traits"]["user_email"],
        json!("b@example.com")
    );
}

#[test]
fn a_new_email_takes_the_place_of_the_one_in_the_identity() {
    let (account, _) = create_it(new_user());
    let changed = change_it(
        account,
        UserChange {
            email: Some("b@example.com".into()),
            confirms_email: true,
            ..UserChange::default()
        },
    );
    assert_eq!((changed.new, changed.touched), (Vec::new(), vec![IDS[0]]));
    let identity = &changed.account.identities[0];
    assert_eq!(identity.email().as_deref(), Some("b@example.com"));
    assert!(identity.is_email_verified());
    assert_eq!(changed.account.user.email_confirmed_at, Some(NOW));
}

#[test]
fn a_confirmed_contact_makes_an_anonymous_user_somebody() {
    let mut anonymous = user(1);
    anonymous.is_anonymous = true;
    let asked = |confirms_phone| UserChange {
        phone: Some("821012345678".into()),
        confirms_phone,
        ..UserChange::default()
    };
    let still = change_it(account(anonymous.clone(), Vec::new()), asked(false));
    assert!(still.account.user.is_anonymous);
    let no_more = change_it(account(anonymous, Vec::new()), asked(true));
    assert!(!no_more.account.user.is_anonymous);
}

#[test]
fn a_change_of_nothing_is_told_and_changes_nothing() {
    let before = account(confirmed(1, "a@example.com"), Vec::new());
    let changed = change_it(before.clone(), UserChange::default());
    assert_eq!(changed.account, before);
    assert_eq!(changed.entry.action, Action::UserModified);
}

#[test]
fn a_soft_deletion_leaves_hashes() {
    let mut subject = account(confirmed(1, "a@example.com"), vec![own_identity(10)]);
    subject.user.user_metadata.insert("name".into(), json!("x"));
    soften(&mut subject, NOW);
    let user = &subject.user;
    // sha256 of the id followed by the value.
    assert_eq!(
        user.email.as_deref(),
        Some("0y1neeM4NipTZYiKRmerCBE8hNkcoQaeT6m5JgrDB6A")
    );
    assert_eq!(user.phone.as_deref(), Some("esG41wELts06PoT"));
    assert_eq!(
        subject.identities[0].provider_id.as_str(),
        "z3FhDKoxyHKnWj1V3sDAwsnUzVwaZ8Dpa2uPX8LuBLU"
    );
    assert!(user.user_metadata.is_empty() && user.app_metadata.is_empty());
    assert!(subject.identities[0].identity_data.is_empty());
    assert_eq!(user.deleted_at, Some(NOW));
    assert_eq!(user.email_change.len(), 43);
    assert_eq!(user.phone_change.len(), 15);
}
