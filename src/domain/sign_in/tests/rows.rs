//! What of the rows of a user and of an identity a sign-in changes.

use super::*;

/// The account as a sign-in by `profile` leaves it.
fn left_by(profile: &Profile) -> Account {
    signed_in(
        profile,
        &account(confirmed(1, EMAIL), vec![own_identity(10)]),
    )
    .account
}

fn rows(change: &AccountChange) -> (RowChange, RowChange) {
    (change.user_row, change.identity_row)
}

#[test]
fn who_comes_back_as_they_were_is_only_seen() {
    let profile = profile(Some(EMAIL));
    let change = signed_in(&profile, &left_by(&profile));
    assert_eq!(rows(&change), (RowChange::Seen, RowChange::Seen));
}

#[test]
fn whatever_the_provider_newly_says_is_written_to_both() {
    let was = left_by(&profile(None));
    let changes: [fn(&mut Profile); 3] = [
        |profile| profile.nickname = Some("Renamed".into()),
        |profile| profile.picture = Some("https://example.com/new".into()),
        |profile| profile.email = Some(EMAIL.into()),
    ];
    for change in changes {
        let mut profile = profile(None);
        change(&mut profile);
        let change = signed_in(&profile, &was);
        let altered = (RowChange::Altered, RowChange::Altered);
        assert_eq!(rows(&change), altered, "{profile:?}");
    }
}

#[test]
fn what_the_provider_says_no_more_leaves_the_identity_alone() {
    let was = left_by(&profile(None));
    let mut profile = profile(None);
    profile.nickname = None;
    let change = signed_in(&profile, &was);
    assert_eq!(rows(&change), (RowChange::Seen, RowChange::Altered));
}

#[test]
fn what_was_edited_since_is_written_to_the_user_alone() {
    let profile = profile(None);
    let edits: [fn(&mut User); 3] = [
        |user| drop(user.user_metadata.insert("name".into(), json!("My own"))),
        |user| drop(user.user_metadata.remove("sub")),
        |user| drop(user.app_metadata.insert("providers".into(), json!([]))),
    ];
    for edit in edits {
        let mut was = left_by(&profile);
        edit(&mut was.user);
        let change = signed_in(&profile, &was);
        assert_eq!(rows(&change), (RowChange::Altered, RowChange::Seen));
    }
}

#[test]
fn what_is_the_users_own_is_no_change() {
    let profile = profile(None);
    let mut was = left_by(&profile);
    was.user.user_metadata.insert("theme".into(), json!("dark"));
    was.user.app_metadata.insert("plan".into(), json!("gold"));
    let change = signed_in(&profile, &was);
    assert_eq!(rows(&change), (RowChange::Seen, RowChange::Seen));
}

#[test]
fn whoever_is_taken_over_is_written_whole() {
    let profile = profile(Some(EMAIL));
    let mut was = left_by(&profile);
    was.user.email_confirmed_at = None;
    let change = signed_in(&profile, &was);
    assert!(change.takes_over);
    assert_eq!(rows(&change), (RowChange::Altered, RowChange::Seen));
}

#[test]
fn a_linked_identity_is_new_and_its_user_altered() {
    let candidate = account(confirmed(1, EMAIL), vec![other_identity(9, EMAIL, true)]);
    let change = arrived(&profile(Some(EMAIL)), vec![candidate]);
    assert_eq!(rows(&change), (RowChange::Altered, RowChange::New));
}
