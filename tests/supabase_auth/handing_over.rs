//! The other way about: what Supabase Auth's own steps find in a database that daemun made.

use crate::loaded::{Loaded, serve, store};
use crate::support::database::TestDatabase;
use crate::taking_over::{refresh, sign_in};
use daemun::store::migrations::{Migrated, migrate};

const STEP: &str = "20261124000003";

/// What a step of Supabase Auth's comes down to where `identities.id` is there already.
const THEIR_STEP: &str = "alter table auth.identities drop constraint if exists identities_pkey, \
     add column if not exists id uuid default gen_random_uuid() primary key";

/// Name and columns of the primary key of `auth.identities`.
fn key(database: &TestDatabase) -> Vec<String> {
    database.texts(
        "select conname || ' ' || pg_get_constraintdef(oid) as text from pg_constraint \
         where conrelid = 'auth.identities'::regclass and contype = 'p'",
    )
}

/// A database as daemun made it before the step about the key.
fn made_before_the_step(test: &str) -> Option<TestDatabase> {
    let database = TestDatabase::postgres(test)?;
    migrate(store(&database).dial()).expect("the tables are made");
    database.execute(&format!(
        "alter index auth.identities_id_pkey rename to identities_pkey; \
         delete from daemun.__diesel_schema_migrations where version = '{STEP}'"
    ));
    Some(database)
}

fn migrate_again(database: &TestDatabase) {
    let migrated = migrate(store(database).dial()).expect("the owner may");
    assert_eq!(migrated, Migrated::Ran(vec![STEP.to_owned()]));
}

#[test]
fn the_key_of_identities_outlives_their_step() {
    let Some(fresh) = TestDatabase::postgres("the_key_of_identities_outlives_their_step") else {
        return;
    };
    migrate(store(&fresh).dial()).expect("the tables are made");
    fresh.execute(THEIR_STEP);
    assert_eq!(key(&fresh), ["identities_id_pkey PRIMARY KEY (id)"]);
}

#[test]
fn a_database_that_daemun_made_earlier_is_mended() {
    let Some(database) = made_before_the_step("a_database_that_daemun_made_earlier_is_mended")
    else {
        return;
    };
    migrate_again(&database);
    database.execute(THEIR_STEP);
    assert_eq!(key(&database), ["identities_id_pkey PRIMARY KEY (id)"]);
}

#[test]
fn a_key_that_their_step_has_dropped_is_made_again() {
    let Some(database) = made_before_the_step("a_key_that_their_step_has_dropped_is_made_again")
    else {
        return;
    };
    database.execute(THEIR_STEP);
    database.execute("create table auth.schema_migrations (version varchar(255) primary key)");
    assert!(key(&database).is_empty(), "their step has dropped it");
    migrate_again(&database);
    assert_eq!(key(&database), ["identities_pkey PRIMARY KEY (id)"]);
}

#[test]
fn the_key_of_a_table_of_theirs_keeps_its_name() {
    let Some(loaded) = Loaded::new("the_key_of_a_table_of_theirs_keeps_its_name") else {
        return;
    };
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    assert_eq!(key(&loaded.admin), ["identities_pkey PRIMARY KEY (id)"]);
}

#[test]
fn the_schema_daemun_can_be_dropped_and_made_again() {
    let Some(loaded) = Loaded::new("the_schema_daemun_can_be_dropped_and_made_again") else {
        return;
    };
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    let session = sign_in(&serve(&loaded.owner, &[]), 42).expect(200).json();
    let before = loaded.contents();
    loaded.owner.execute("drop schema daemun cascade");
    assert_eq!(loaded.contents(), before, "users and sessions are theirs");

    migrate(store(&loaded.owner).dial()).expect("the owner may, once more");
    let token = session["refresh_token"].as_str().expect("a token");
    refresh(&serve(&loaded.owner, &[]), token).expect(200);
}
