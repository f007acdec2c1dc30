//! The tables that daemun makes are those of Supabase Auth, column by column.

use crate::loaded::{Loaded, store};
use crate::support::database::TestDatabase;
use crate::taking_over::policies_functions_work;
use daemun::store::migrations::migrate;

const SHARED: &str = "'users', 'identities', 'sessions', 'mfa_amr_claims', 'refresh_tokens', 'flow_state', 'audit_log_entries'";

/// Name, type, nullability, default and generation of every column.
fn columns(database: &TestDatabase) -> Vec<String> {
    database.texts(&format!(
        "select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' ' \
           || coalesce(pg_get_expr(d.adbin, d.adrelid), '-') || ' ' || a.attgenerated::text as text \
         from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace \
         left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum \
         where n.nspname = 'auth' and c.relname in ({SHARED}) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped \
         order by 1"
    ))
}

/// What is Supabase Auth's alone: a foreign key to a table that we do not make, and a check that it adds without asking
/// whether it is there, so that ours would stop it from taking over a database that we made.
const THEIRS: &str = "'sessions_oauth_client_id_fkey', 'sessions_scopes_length'";

/// Primary keys, unique and foreign keys, and checks. One key has a name of our own: see `handing_over`.
fn constraints(database: &TestDatabase) -> Vec<String> {
    database.texts(&format!(
        "select c.relname || ' ' || replace(conname, 'identities_id_pkey', 'identities_pkey') || ' ' \
           || pg_get_constraintdef(k.oid) as text \
         from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = 'auth' and c.relname in ({SHARED}) and conname not in ({THEIRS}) order by 1"
    ))
}

/// The fixture, and a database with tables that daemun made.
fn theirs_and_ours(test: &str) -> Option<(Loaded, TestDatabase)> {
    let (loaded, fresh) = (Loaded::new(test)?, TestDatabase::postgres(test)?);
    migrate(store(&fresh).dial()).expect("the tables are made");
    Some((loaded, fresh))
}

#[test]
fn a_fresh_database_has_supabase_auths_columns_and_constraints() {
    let test = "a_fresh_database_has_supabase_auths_columns_and_constraints";
    let Some((loaded, fresh)) = theirs_and_ours(test) else {
        return;
    };

    assert_eq!(columns(&fresh), columns(&loaded.admin));
    assert_eq!(constraints(&fresh), constraints(&loaded.admin));
    assert!(columns(&fresh).len() > 90);
}

#[test]
fn what_strangers_ask_for_is_indexed_as_it_is_there() {
    let test = "what_strangers_ask_for_is_indexed_as_it_is_there";
    let Some((loaded, fresh)) = theirs_and_ours(test) else {
        return;
    };
    let index = "select pg_get_indexdef(to_regclass('auth.confirmation_token_idx')) as text";
    assert_eq!(fresh.texts(index), loaded.admin.texts(index));
}

#[test]
fn policies_functions_work_in_a_fresh_database() {
    let Some(fresh) = TestDatabase::postgres("policies_functions_work_in_a_fresh_database") else {
        return;
    };
    migrate(store(&fresh).dial()).expect("the tables are made");
    policies_functions_work(&fresh);
}

#[test]
fn migrating_adds_no_column_to_their_tables() {
    let Some(loaded) = Loaded::new("migrating_adds_no_column_to_their_tables") else {
        return;
    };
    let before = columns(&loaded.admin);
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    assert_eq!(columns(&loaded.admin), before);
}

/// Those whose pages keep room for the next version of a row.
const WITH_ROOM: &str = "select relname || ' ' || array_to_string(reloptions, ',') as text from pg_class c \
     join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'auth' and reloptions is not null order by 1";

#[test]
fn tables_of_our_own_leave_room_for_updates_and_theirs_stay_as_they_are() {
    let test = "tables_of_our_own_leave_room_for_updates_and_theirs_stay_as_they_are";
    let Some((loaded, fresh)) = theirs_and_ours(test) else {
        return;
    };
    let all = ["identities", "sessions", "users"].map(|table| format!("{table} fillfactor=80"));
    assert_eq!(fresh.texts(WITH_ROOM), all);

    let before = loaded.admin.texts(WITH_ROOM);
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    assert_eq!(loaded.admin.texts(WITH_ROOM), before);
}
