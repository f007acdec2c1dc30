//! Which accounts a member of a batch is handed, and which of two that need the same one waits.

use super::*;
use crate::domain::sign_in::{NewIds, SignInRules};
use crate::domain::{IdentityId, Profile, Subject, User, UserId};
use chrono::DateTime;
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

fn user_id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn profile(provider: &str, subject: &str, email: Option<&str>) -> Profile {
    Profile {
        provider: provider.into(),
        issuer: "https://issuer.example.com".into(),
        subject: Subject::new(subject),
        nickname: None,
        picture: None,
        email: email.map(str::to_owned),
    }
}

fn account(number: u128, email: Option<&str>, profiles: &[Profile]) -> Account {
    let (id, at) = (user_id(number), DateTime::UNIX_EPOCH);
    let mut user = User::new(id, String::new(), String::new(), at);
    user.email = email.map(str::to_owned);
    let identity = |profile| Identity::new(profile, id, IdentityId(Uuid::nil()), at);
    Account {
        user,
        identities: profiles.iter().map(identity).collect(),
    }
}

fn job(profile: Profile, link_to: Option<u128>) -> SignInJob {
    SignInJob {
        profile,
        link_to: link_to.map(user_id),
        rules: SignInRules {
            sign_up_disabled: false,
            email_optional: true,
            autoconfirm: false,
            allow_unverified: false,
            audience: String::new(),
            role: String::new(),
        },
        ids: NewIds {
            user: user_id(0),
            identity: IdentityId(Uuid::nil()),
        },
        session: None,
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        audit_ids: None,
        now: DateTime::UNIX_EPOCH,
    }
}

/// Whom each job is handed, one job after the other.
fn handed(jobs: &[SignInJob], accounts: Vec<Account>) -> Vec<Option<Vec<UserId>>> {
    let jobs: Vec<&SignInJob> = jobs.iter().collect();
    let mut crowd = Crowd::new(&jobs, accounts);
    let ids = |accounts: Vec<Account>| accounts.iter().map(|a| a.user.id).collect();
    (0..jobs.len())
        .map(|member| crowd.take(member).map(ids))
        .collect()
}

fn users(numbers: &[u128]) -> Vec<UserId> {
    numbers.iter().copied().map(user_id).collect()
}

#[test]
fn everybody_is_handed_whoever_has_their_identity() {
    let of = |subject| profile("kakao", subject, None);
    let jobs = ["b", "a", "nobody"].map(|subject| job(of(subject), None));
    let accounts = vec![
        account(1, None, &[of("a")]),
        account(2, None, &[profile("google", "a", None), of("b")]),
    ];
    assert_eq!(
        handed(&jobs, accounts),
        [Some(users(&[2])), Some(users(&[1])), Some(users(&[]))]
    );
}

#[test]
fn an_email_concerns_nobody_as_long_as_somebody_has_the_identity() {
    let own = profile("kakao", "a", Some("a@example.com"));
    let accounts = vec![
        account(1, Some("a@example.com"), &[]),
        account(2, None, std::slice::from_ref(&own)),
    ];
    assert_eq!(handed(&[job(own, None)], accounts), [Some(users(&[2]))]);
}

#[test]
fn who_is_new_is_handed_everybody_who_has_the_email_each_once() {
    let email = Some("a@example.com");
    let accounts = vec![
        account(1, email, &[profile("google", "g", Some("A@example.com"))]),
        account(2, Some("b@example.com"), &[profile("google", "h", email)]),
        account(3, Some("c@example.com"), &[]),
    ];
    let jobs = [job(profile("kakao", "a", email), None)];
    assert_eq!(handed(&jobs, accounts), [Some(users(&[1, 2]))]);
}

#[test]
fn a_link_is_handed_the_owner_the_holders_of_the_email_and_its_target() {
    let linked = profile("kakao", "a", Some("a@example.com"));
    let accounts = vec![
        account(1, None, &[]),
        account(2, Some("a@example.com"), &[]),
        account(3, None, std::slice::from_ref(&linked)),
        account(4, None, &[]),
    ];
    assert_eq!(
        handed(&[job(linked, Some(1))], accounts),
        [Some(users(&[3, 2, 1]))]
    );
}

#[test]
fn whoever_needs_an_account_that_another_has_waits() {
    let [one, other] = ["a", "b"].map(|subject| profile("kakao", subject, None));
    let accounts = || vec![account(1, None, &[one.clone(), other.clone()])];
    let both = [job(one.clone(), None), job(other.clone(), None)];
    assert_eq!(handed(&both, accounts()), [Some(users(&[1])), None]);

    let link = [
        job(other.clone(), None),
        job(profile("kakao", "c", None), Some(1)),
    ];
    assert_eq!(handed(&link, accounts()), [Some(users(&[1])), None]);
}

#[test]
fn whoever_waits_keeps_nobody_else_waiting() {
    let of = |subject| profile("kakao", subject, None);
    let accounts = vec![account(1, None, &[of("a")]), account(2, None, &[of("b")])];
    let jobs = [
        job(of("a"), None),
        job(of("a2"), Some(1)),
        job(of("b"), None),
    ];
    assert_eq!(
        handed(&jobs, accounts),
        [Some(users(&[1])), None, Some(users(&[2]))]
    );
}
