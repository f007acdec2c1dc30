//! Migrating as either role, and then everything that the users of the fixture may and may not do.

use crate::loaded::{Loaded, serve, store};
use crate::support::client::Response;
use crate::support::database::TestDatabase;
use crate::support::service::Service;
use daemun::store::migrations::{Migrated, MigrationError, migrate, verify};
use daemun::token::refresh::{RefreshKey, encode_v2};
use serde_json::{Value, json};

const FIRST_KIND_USER: &str = "b1f8b583-c52f-48ee-ae54-710ce5ff3b00";
const SECOND_KIND_USER: &str = "a9efbb07-1bf5-4321-9ab7-c1d649343bba";
const DELETED_USER: &str = "194fca82-591b-41cf-8314-777257aeeb9b";
/// The fixture's subjects count up; the deleted user's is hashed in its row.
const DELETED_SUBJECT: u64 = 6_676_879_123;

#[test]
fn its_owner_migrates_and_serves_it() {
    let Some(loaded) = Loaded::new("its_owner_migrates_and_serves_it") else {
        return;
    };
    let before = loaded.contents();
    let migrated = migrate(store(&loaded.owner).dial()).expect("the owner may");
    assert!(matches!(migrated, Migrated::Ran(_)), "{migrated:?}");
    assert_eq!(
        loaded.contents(),
        before,
        "migrating changed a row of theirs"
    );
    users_find_everything_as_they_left_it(&loaded, &loaded.owner);
}

#[test]
fn a_role_that_may_only_read_and_write_rows_is_told_what_the_owner_must_run() {
    let Some(loaded) = Loaded::new("a_role_that_may_only_read_and_write_rows") else {
        return;
    };
    let before = loaded.contents();
    let statements = statements_for_the_owner(&loaded.service);
    assert_eq!(
        loaded.contents(),
        before,
        "a refused migration changed a row"
    );
    let made = "select nspname::text as text from pg_namespace where nspname = 'daemun'";
    assert!(
        loaded.admin.texts(made).is_empty(),
        "a refused migration made something"
    );
    assert!(
        statements.contains("create policy"),
        "rows are hidden by row-level security: {statements}"
    );

    loaded.owner.execute(&statements);
    let migrated = migrate(store(&loaded.service).dial()).expect("nothing is left to do");
    assert_eq!(migrated, Migrated::NothingToDo);
    verify(store(&loaded.service).dial()).expect("everything is there");
    assert_eq!(loaded.contents(), before);
    users_find_everything_as_they_left_it(&loaded, &loaded.service);
}

#[test]
fn a_role_that_row_level_security_does_not_bind_needs_no_policy() {
    let Some(loaded) = Loaded::new("a_role_that_row_level_security_does_not_bind") else {
        return;
    };
    let role = role_of(&loaded.service);
    loaded
        .admin
        .execute(&format!("alter role {role} bypassrls"));
    let statements = statements_for_the_owner(&loaded.service);
    assert!(!statements.contains("create policy"), "{statements}");

    loaded.owner.execute(&statements);
    assert!(matches!(
        migrate(store(&loaded.service).dial()),
        Ok(Migrated::NothingToDo)
    ));
}

#[test]
fn rows_that_are_hidden_from_the_role_stop_the_start() {
    let Some(loaded) = Loaded::new("rows_that_are_hidden_from_the_role_stop_the_start") else {
        return;
    };
    loaded
        .owner
        .execute(&statements_for_the_owner(&loaded.service));
    loaded.owner.execute(&format!(
        "drop policy daemun_{} on auth.identities",
        role_of(&loaded.service)
    ));
    let refused = verify(store(&loaded.service).dial());
    let Err(MigrationError::NotAllowed { statements, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        statements.starts_with("create policy daemun_service_of_")
            && statements.contains(" on auth.identities to "),
        "{statements}"
    );
}

fn role_of(database: &TestDatabase) -> &str {
    let (_, place) = database.url().split_once("//").expect("a URL");
    place.split_once('@').expect("a role").0
}

fn statements_for_the_owner(database: &TestDatabase) -> String {
    match migrate(store(database).dial()) {
        Err(MigrationError::NotAllowed { statements, .. }) => statements,
        other => panic!("the role may not migrate, yet: {other:?}"),
    }
}

fn users_find_everything_as_they_left_it(loaded: &Loaded, database: &TestDatabase) {
    let service = serve(database, &[]);
    known_users_keep_their_ids(&service);
    tokens_of_both_kinds_refresh(&service);
    the_banned_stay_out(&service);
    the_deleted_stay_deleted(&service, loaded);
    policies_functions_work(&loaded.admin);
}

fn known_users_keep_their_ids(service: &Service) {
    for (subject, id) in [
        (6_676_879_121, FIRST_KIND_USER),
        (6_676_879_122, SECOND_KIND_USER),
    ] {
        let session = sign_in(service, subject).expect(200).json();
        assert_eq!(session["user"]["id"], id);
        assert_eq!(
            session["user"]["app_metadata"]["providers"],
            json!(["kakao"])
        );
    }
}

fn tokens_of_both_kinds_refresh(service: &Service) {
    for token in ["fv7fkkqm2zdw", "r6h7irhwsswf", "hjv3hnepsovr"] {
        let session = refresh(service, token).expect(200).json();
        let next = session["refresh_token"].as_str().expect("a token");
        assert!(
            next.len() > 12,
            "{token} was not replaced by a token of the second kind"
        );
        refresh(service, next).expect(200);
    }
    let answer = refresh(service, &second_kind_token()).expect(200);
    assert_eq!(answer.header("sb-auth-refresh-token-counter"), Some("1"));
    assert_eq!(answer.json()["user"]["id"], SECOND_KIND_USER);
}

fn the_banned_stay_out(service: &Service) {
    let refused = sign_in(service, 6_676_879_124).expect(403).json();
    assert_eq!(refused["error_code"], "user_banned");
    let token = second_kind(
        "0d70337c-c411-40ec-91f1-32e7c02e298e",
        "68IJzPIk9cRDePdeRFaeGfZ3EEh3l94BhrCdOqpzD1Q",
    );
    let refused = refresh(service, &token).expect(400).json();
    assert_eq!(refused["error_code"], "user_banned");
}

fn the_deleted_stay_deleted(service: &Service, loaded: &Loaded) {
    let row = format!("select u::text as text from auth.users u where id = '{DELETED_USER}'");
    let before = loaded.admin.texts(&row);
    let session = sign_in(service, DELETED_SUBJECT).expect(200).json();
    assert_ne!(session["user"]["id"], DELETED_USER);
    assert_eq!(loaded.admin.texts(&row), before);
}

/// What row-level-security policies of other tables call.
pub fn policies_functions_work(database: &TestDatabase) {
    let claims =
        json!({ "sub": FIRST_KIND_USER, "role": "authenticated", "email": "a@example.com" });
    let seen = database.texts(&format!(
        "select auth.uid()::text || ' ' || auth.role() || ' ' || auth.email() || ' ' || (auth.jwt() ->> 'sub') as text \
         from set_config('request.jwt.claims', '{claims}', false)"
    ));
    assert_eq!(
        seen,
        [format!(
            "{FIRST_KIND_USER} authenticated a@example.com {FIRST_KIND_USER}"
        )]
    );
}

pub fn sign_in(service: &Service, subject: u64) -> Response {
    let body = json!({ "provider": "kakao", "id_token": service.kakao.id_token_of(subject) });
    token(service, "id_token", &body)
}

pub fn refresh(service: &Service, refresh_token: &str) -> Response {
    token(
        service,
        "refresh_token",
        &json!({ "refresh_token": refresh_token }),
    )
}

fn token(service: &Service, grant: &str, body: &Value) -> Response {
    let target = format!("/token?grant_type={grant}");
    service.client().post(&target).json(body).send()
}

/// The first token of the fixture's session of the second kind.
pub fn second_kind_token() -> String {
    second_kind(
        "4bbb0722-322d-44c5-9a71-a050bc543e59",
        "Z7BejUrH86vJsROCPlQYdViGR3v5oDV4ADj23H0WjcY",
    )
}

fn second_kind(session: &str, key: &str) -> String {
    let session = session.parse().expect("a UUID");
    encode_v2(session, 0, &RefreshKey::parse(key).expect("a key"))
}
