//! No request of a user's reads a whole table, however many others there are. PostgreSQL counts its sequential scans.

use crate::support::client::Client;
use crate::support::database::TestDatabase;
use crate::support::service::Service;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Enough for the planner to prefer an index wherever it is shown one.
const MANY: &str = "
    insert into auth.users (id, aud, role, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
      select gen_random_uuid(), 'authenticated', 'authenticated', '{}', '{}', now(), now() from generate_series(1, 10000);
    insert into auth.identities (id, provider, provider_id, user_id, identity_data, created_at, updated_at)
      select gen_random_uuid(), 'other', id::text, id, '{\"sub\": \"somebody who fills a row as wide as usual\"}', now(), now()
      from auth.users;
    insert into auth.sessions (id, user_id, created_at, updated_at, aal)
      select gen_random_uuid(), id, now(), now(), 'aal1' from auth.users;
    analyze auth.users;
    analyze auth.identities;
    analyze auth.sessions;";

const SCANNED: &str = "select relname::text as text from pg_stat_user_tables \
    where schemaname = 'auth' and relname in ('users', 'identities', 'sessions') and seq_scan > 0";

#[test]
fn no_request_of_a_user_reads_a_whole_table() {
    let name = "plans::no_request_of_a_user_reads_a_whole_table";
    let Some(database) = TestDatabase::postgres(name) else {
        return;
    };
    let first = Service::start(&database);
    sign_in(&first, 1);
    drop(first);
    database.execute(MANY);
    wait_until_alone(&database);
    database.texts("select pg_stat_reset()::text as text");

    let service = Service::start_as(&database, &[], 21);
    let client = service.client();
    let session = sign_in(&service, 1);
    let refreshed = refresh(&client, &session);
    let bearer = refreshed["access_token"].as_str().expect("a token");
    client.get("/user").bearer(bearer).send().expect(200);
    sign_in(&service, 2);
    client.post("/logout").bearer(bearer).send().expect(204);
    drop(service);

    // What a connection has counted is told at its end.
    wait_until_alone(&database);
    assert_eq!(database.texts(SCANNED), Vec::<String>::new());
}

fn sign_in(service: &Service, person: u64) -> Value {
    let id_token = service.kakao.id_token_of(person);
    let body = json!({ "provider": "kakao", "id_token": id_token });
    let grant = service.client().post("/token?grant_type=id_token");
    grant.json(&body).send().expect(200).json()
}

fn refresh(client: &Client, session: &Value) -> Value {
    let body = json!({ "refresh_token": session["refresh_token"] });
    let grant = client.post("/token?grant_type=refresh_token");
    grant.json(&body).send().expect(200).json()
}

/// Until no connection but the asker's is left.
fn wait_until_alone(database: &TestDatabase) {
    let others = "select pid::text as text from pg_stat_activity where datname = current_database() \
        and pid <> pg_backend_pid() and backend_type = 'client backend'";
    let deadline = Instant::now() + Duration::from_secs(30);
    while !database.texts(others).is_empty() {
        assert!(Instant::now() < deadline, "connections stay open");
    }
}
