//! Sign-ins through the writer: who is found, who is made, and that a batch is as good as one by one.

use crate::bench::{Bench, now};
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use daemun::domain::link::LinkRefusal;
use daemun::domain::sign_in::SignInRefusal;
use daemun::domain::{SessionId, UserId};
use daemun::store::writer::{SignInFailure, SignInJob, SignInOutcome};
use daemun::store::{identities, sessions, users};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::HashSet;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Texts {
    #[diesel(sql_type = Text)]
    text: String,
}

fn count(bench: &Bench, query: &'static str) -> i64 {
    let found: Vec<Count> = bench
        .runtime
        .block_on(
            bench
                .store
                .read(move |conn| diesel::sql_query(query).load(conn)),
        )
        .expect("the query runs");
    found.first().expect("one row").n
}

fn texts(bench: &Bench, query: &'static str) -> Vec<String> {
    let found: Vec<Texts> = bench
        .runtime
        .block_on(
            bench
                .store
                .read(move |conn| diesel::sql_query(query).load(conn)),
        )
        .expect("the query runs");
    found.into_iter().map(|row| row.text).collect()
}

/// All at once, so that they meet in batches.
fn sign_in_all(bench: &Bench, jobs: Vec<SignInJob>) -> Vec<SignInOutcome> {
    bench.runtime.block_on(async {
        let waiting: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let store = bench.store.clone();
                tokio::spawn(async move { store.sign_in(job).await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for answer in waiting {
            outcomes.push(answer.await.expect("no panic").expect("the store answers"));
        }
        outcomes
    })
}

both_databases! {
    fn a_first_sign_in_makes_the_user_and_everything_beside_it(database: TestDatabase) {
        let bench = Bench::new(&database);
        let signed_in = bench.sign_in(bench.job("1001", Some("a@example.com")));

        assert!(signed_in.is_new_user);
        let (user, session) = (signed_in.account.user.id, signed_in.session.id);
        let read = bench.runtime.block_on(bench.store.read(move |conn| {
            let user = users::find(conn, user)?;
            let account = identities::accounts_of(conn, user.into_iter().collect())?.pop();
            Ok((account, sessions::find(conn, session)?))
        }));
        let (account, session) = read.expect("the rows can be read");
        assert_eq!(account, Some(signed_in.account), "what was answered is what is kept");
        assert_eq!(session, Some(signed_in.session));
        assert_eq!(count(&bench, "select count(*) as n from audit_log_entries"), 1);
    }

    fn a_returning_user_keeps_the_id_and_gets_another_session(database: TestDatabase) {
        let bench = Bench::new(&database);
        let first = bench.sign_in(bench.job("1001", None));
        let mut job = bench.job("1001", None);
        job.profile.nickname = Some("Renamed".into());
        job.now = now() + TimeDelta::hours(1);
        let second = bench.sign_in(job);

        assert!(!second.is_new_user);
        assert_eq!(second.account.user.id, first.account.user.id);
        assert_ne!(second.session.id, first.session.id);
        assert_eq!(second.account.user.user_metadata["name"], "Renamed");
        assert_eq!(second.account.user.last_sign_in_at, Some(now() + TimeDelta::hours(1)));
        assert_eq!(count(&bench, "select count(*) as n from users"), 1);
        assert_eq!(count(&bench, "select count(*) as n from sessions"), 2);
    }

    fn the_same_person_fifty_times_at_once_is_one_user(database: TestDatabase) {
        let bench = Bench::new(&database);
        let jobs = (0..50).map(|_| bench.job("1001", Some("a@example.com"))).collect();
        let outcomes = sign_in_all(&bench, jobs);

        let users: HashSet<UserId> = outcomes
            .iter()
            .map(|outcome| outcome.as_ref().unwrap_or_else(|refusal| panic!("{refusal}")).account.user.id)
            .collect();
        assert_eq!(users.len(), 1);
        assert_eq!(count(&bench, "select count(*) as n from users"), 1);
        assert_eq!(count(&bench, "select count(*) as n from identities"), 1);
        assert_eq!(count(&bench, "select count(*) as n from sessions"), 50);
    }

    fn two_hundred_people_at_once_are_two_hundred_users(database: TestDatabase) {
        let bench = Bench::new(&database);
        let jobs = (0..200).map(|n| bench.job(&format!("{}", 5000 + n), None)).collect();
        let outcomes = sign_in_all(&bench, jobs);

        let sessions: HashSet<Option<SessionId>> = outcomes
            .iter()
            .map(|outcome| outcome.as_ref().unwrap_or_else(|refusal| panic!("{refusal}")).session.as_ref().map(|session| session.id))
            .collect();
        assert_eq!(sessions.len(), 200);
        assert_eq!(count(&bench, "select count(*) as n from users"), 200);
        assert_eq!(count(&bench, "select count(*) as n from mfa_amr_claims"), 200);
    }

    fn one_address_in_one_batch_is_given_to_one_user(database: TestDatabase) {
        let bench = Bench::new(&database);
        let jobs = (0..20).map(|n| bench.job(&format!("{}", 7000 + n), Some("same@example.com"))).collect();
        sign_in_all(&bench, jobs);

        assert_eq!(count(&bench, "select count(*) as n from users"), 20);
        assert_eq!(count(&bench, "select count(*) as n from users where email = 'same@example.com'"), 1);
    }

    fn only_the_guilty_member_of_a_batch_fails(database: TestDatabase) {
        let bench = Bench::new(&database);
        let known = bench.sign_in(bench.job("1001", None));
        let mut jobs: Vec<SignInJob> = (0..30).map(|n| bench.job(&format!("{}", 8000 + n), None)).collect();
        // A session id that exists: no second row can have it.
        jobs[10].session.as_mut().expect("a session").id = known.session.id;
        let outcomes = bench.runtime.block_on(async {
            let waiting: Vec<_> = jobs.into_iter().map(|job| {
                let store = bench.store.clone();
                tokio::spawn(async move { store.sign_in(job).await })
            }).collect();
            let mut outcomes = Vec::new();
            for answer in waiting {
                outcomes.push(answer.await.expect("no panic").map(|outcome| outcome.is_ok()));
            }
            outcomes
        });

        let failed: Vec<usize> = outcomes.iter().enumerate()
            .filter(|(_, outcome)| **outcome != Ok(true)).map(|(at, _)| at).collect();
        assert_eq!(failed, [10]);
        assert_eq!(count(&bench, "select count(*) as n from users"), 30, "the guilty one left nothing behind");
    }

    fn a_refusal_writes_nothing(database: TestDatabase) {
        let bench = Bench::new(&database);
        let mut job = bench.job("1001", None);
        job.rules.sign_up_disabled = true;
        let outcome = bench.runtime.block_on(bench.store.sign_in(job)).expect("the store answers");

        assert_eq!(outcome.err(), Some(SignInFailure::SignIn(SignInRefusal::SignUpDisabled)));
        for table in ["select count(*) as n from users", "select count(*) as n from sessions",
            "select count(*) as n from audit_log_entries"] {
            assert_eq!(count(&bench, table), 0, "{table}");
        }
    }

    fn a_verified_address_links_to_its_user(database: TestDatabase) {
        let bench = Bench::new(&database);
        let first = bench.sign_in(bench.job("1001", Some("a@example.com")));
        let mut other = bench.job("g-1", Some("a@example.com"));
        other.profile.provider = "google".into();
        let second = bench.sign_in(other);

        assert_eq!(second.account.user.id, first.account.user.id);
        assert_eq!(second.account.user.app_metadata["providers"], serde_json::json!(["kakao", "google"]));
        assert_eq!(count(&bench, "select count(*) as n from identities"), 2);
    }

    fn who_takes_over_an_unconfirmed_user_leaves_no_other_way_in(database: TestDatabase) {
        let bench = Bench::new(&database);
        let planted = bench.sign_in(bench.job("666", Some("victim@example.com")));
        let user = planted.account.user.id;
        database.execute(&format!(
            "update {users} set email_confirmed_at = null, encrypted_password = 'x', confirmation_token = 'x', recovery_token = 'x', \
               email_change = 'thief@example.com', email_change_token_new = 'x', phone_change_token = 'x' where id = '{user}'; \
             update {identities} set provider = 'google', \
               identity_data = '{{\"email\":\"victim@example.com\",\"email_verified\":false}}' where user_id = '{user}'; \
             insert into {tokens} (instance_id, token, user_id, revoked, session_id) \
               values ('00000000-0000-0000-0000-000000000000', 'abcdefghij12', '{user}', false, '{session}')",
            users = table(&database, "users"),
            identities = table(&database, "identities"),
            tokens = table(&database, "refresh_tokens"),
            session = planted.session.id,
        ));
        let owner = bench.sign_in(bench.job("1001", Some("victim@example.com")));

        assert_eq!(owner.account.user.id, user);
        assert_eq!(owner.account.user.email_confirmed_at, Some(now()));
        assert_eq!(texts(&bench, "select provider_id as text from identities"), ["1001"]);
        assert_eq!(texts(&bench, "select cast(id as text) as text from sessions"), [owner.session.id.to_string()]);
        assert_eq!(count(&bench, "select count(*) as n from refresh_tokens"), 0);
        assert_eq!(count(&bench, "select count(*) as n from users where encrypted_password is null"), 1);
        let pending = "select confirmation_token || recovery_token || email_change || email_change_token_new || phone_change_token as text from users";
        assert_eq!(texts(&bench, pending), [""], "no link that was sent is good for anything");
        assert_eq!(owner.account.user.email_change, "");
    }

    fn linking_adds_an_identity_and_refuses_another_users(database: TestDatabase) {
        let bench = Bench::new(&database);
        let one = bench.sign_in(bench.job("1001", None));
        let other = bench.sign_in(bench.job("1002", None));
        let link = |subject: &str, to: UserId| {
            let mut job = bench.job(subject, Some("new@example.com"));
            job.link_to = Some(to);
            bench.runtime.block_on(bench.store.sign_in(job)).expect("the store answers")
        };

        let linked = link("2001", one.account.user.id).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(linked.account.identities.len(), 2);
        assert_eq!(linked.account.user.email.as_deref(), Some("new@example.com"));
        let again = link("2001", one.account.user.id).err();
        assert_eq!(again, Some(SignInFailure::Link(LinkRefusal::AlreadyLinked)));
        let stolen = link("2001", other.account.user.id).err();
        assert_eq!(stolen, Some(SignInFailure::Link(LinkRefusal::LinkedToAnother)));
        assert_eq!(count(&bench, "select count(*) as n from identities"), 3);
    }

    fn two_identities_of_one_user_in_one_batch_both_take_effect(database: TestDatabase) {
        let bench = Bench::new(&database);
        let one = bench.sign_in(bench.job("1001", None));
        let mut job = bench.job("2001", None);
        job.link_to = Some(one.account.user.id);
        bench.sign_in(job);
        let jobs = (0..20).map(|n| bench.job(if n % 2 == 0 { "1001" } else { "2001" }, None)).collect();
        let outcomes = sign_in_all(&bench, jobs);

        assert!(outcomes.iter().all(|outcome| {
            outcome.as_ref().is_ok_and(|signed_in| signed_in.account.user.id == one.account.user.id)
        }));
        assert_eq!(count(&bench, "select count(*) as n from sessions"), 22);
    }

    fn a_refused_sign_in_makes_its_user_unknown_to_nobody_in_its_batch(database: TestDatabase) {
        let bench = Bench::new(&database);
        let one = bench.sign_in(bench.job("1001", Some("a@example.com")));
        let mut link = bench.job("2001", Some("b@example.com"));
        link.link_to = Some(one.account.user.id);
        bench.sign_in(link);
        let users = table(&database, "users");
        database.execute(&format!("update {users} set banned_until = '2999-01-01T00:00:00Z'"));
        let people = [("1001", None), ("2001", None), ("3001", Some("a@example.com")), ("4001", None)];
        let jobs = (0..40).map(|n| {
            let (subject, email) = people[n % 4];
            let mut job = bench.job(subject, email);
            job.link_to = (subject == "4001").then_some(one.account.user.id);
            job
        }).collect();
        let outcomes = sign_in_all(&bench, jobs);

        let refused = |n: usize| outcomes.iter().skip(n).step_by(4).map(|outcome| outcome.as_ref().err().copied());
        let banned = Some(SignInFailure::SignIn(SignInRefusal::Banned));
        assert!(refused(0).chain(refused(1)).all(|refusal| refusal == banned));
        assert!(refused(3).all(|refusal| refusal == Some(SignInFailure::Link(LinkRefusal::NotAllowed))));
        assert!(refused(2).all(|refusal| refusal.is_none()), "nobody is linked by e-mail beside another of the provider");
        assert_eq!(count(&bench, "select count(*) as n from users"), 2);
        assert_eq!(count(&bench, "select count(*) as n from users where email is not null"), 1);
    }
}

/// A table by its name for connections of the test's own, which have no search path.
fn table(database: &TestDatabase, name: &str) -> String {
    if database.is_postgres() {
        format!("auth.{name}")
    } else {
        name.to_owned()
    }
}
