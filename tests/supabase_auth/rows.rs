//! The rows that we write are rows that Supabase Auth can read.

use crate::loaded::{Loaded, serve, store};
use crate::support::database::TestDatabase;
use crate::taking_over::{refresh, sign_in};
use daemun::store::migrations::migrate;

/// Each must find nothing.
const VIOLATIONS: [(&str, &str); 6] = [
    (
        "a text of users that must not be null",
        "select id::text as text from auth.users where confirmation_token is null or recovery_token is null \
         or email_change_token_new is null or email_change is null or aud is null or role is null \
         or created_at is null or updated_at is null or instance_id is distinct from '00000000-0000-0000-0000-000000000000'",
    ),
    (
        "an empty e-mail or phone that must be null",
        "select id::text as text from auth.users where email = '' or phone = ''",
    ),
    (
        "an identity that its user or its e-mail does not fit",
        "select id::text as text from auth.identities where created_at is null or updated_at is null \
         or identity_data ->> 'sub' is null and identity_data <> '{}' \
         or email is distinct from lower(identity_data ->> 'email')",
    ),
    (
        "a session that cannot be read",
        "select id::text as text from auth.sessions where created_at is null or updated_at is null or aal is null \
         or (refresh_token_hmac_key is null) <> (refresh_token_counter is null)",
    ),
    (
        "a session without its authentication method",
        "select id::text as text from auth.sessions s where not exists \
         (select from auth.mfa_amr_claims where session_id = s.id)",
    ),
    (
        "an audit entry without what it must have",
        "select id::text as text from auth.audit_log_entries where instance_id is distinct from \
         '00000000-0000-0000-0000-000000000000' or payload ->> 'action' is null or payload ->> 'actor_id' is null \
         or payload ->> 'log_type' is null or created_at is null or ip_address is null",
    ),
];

fn use_it(database: &TestDatabase) {
    let service = serve(database, &[]);
    for subject in [6_676_879_121, 42, 42, 43] {
        let session = sign_in(&service, subject).expect(200).json();
        let token = session["refresh_token"].as_str().expect("a token");
        refresh(&service, token).expect(200);
    }
}

fn assert_readable(database: &TestDatabase) {
    for (what, query) in VIOLATIONS {
        assert!(database.texts(query).is_empty(), "{what}");
    }
}

#[test]
fn rows_in_their_database_can_be_read_by_them() {
    let Some(loaded) = Loaded::new("rows_in_their_database_can_be_read_by_them") else {
        return;
    };
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    use_it(&loaded.owner);
    assert_readable(&loaded.admin);
    let users = loaded
        .admin
        .texts("select count(*)::text as text from auth.users");
    assert_eq!(users, ["7"], "five of theirs and two of ours");
}

#[test]
fn rows_in_a_database_of_ours_can_be_read_by_them() {
    let Some(fresh) = TestDatabase::postgres("rows_in_a_database_of_ours_can_be_read_by_them")
    else {
        return;
    };
    use_it(&fresh);
    assert_readable(&fresh);
    let counts = fresh.texts(
        "select (select count(*) from auth.users) || ' ' || (select count(*) from auth.sessions) as text",
    );
    assert_eq!(counts, ["3 4"]);
}
