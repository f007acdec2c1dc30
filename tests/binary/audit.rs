//! The audit log's lines: one for each entry, once it is committed, with ids alone.

use super::support::binary::Binary;
use super::support::database::{TestDatabase, both_databases};
use super::support::kakao::Kakao;
use daemun::sandbox::{StandInUser, TokenRequest};
use serde_json::{Value, json};

/// The audit lines that the service has written until it ended, each with what it tells.
fn lines(service: Binary) -> Vec<Value> {
    let output = service.whole_output();
    let parsed = output
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    parsed
        .filter(|line| line["target"] == "daemun::audit")
        .collect()
}

fn actions(lines: &[Value]) -> Vec<&str> {
    let actions = lines.iter().filter_map(|line| line["action"].as_str());
    actions.collect()
}

/// Signs in, refreshes, refreshes by the spent token again, is refused, signs out; the user's id.
fn go_through(service: &Binary, kakao: &Kakao) -> Value {
    let user = StandInUser {
        email: Some("person@example.com".into()),
        nickname: Some("별명".into()),
        ..StandInUser::new(987_654_321)
    };
    let ask = |grant: &str, body: &Value| {
        let target = format!("/token?grant_type={grant}");
        service.client().post(&target).json(body).send()
    };
    let minted = kakao.mint(&TokenRequest::of(user));
    let id_token = json!({ "provider": "kakao", "id_token": minted.id_token });
    let session = ask("id_token", &id_token).expect(200).json();
    let refresh = json!({ "refresh_token": session["refresh_token"] });
    ask("refresh_token", &refresh).expect(200);
    ask("refresh_token", &refresh).expect(200);
    ask("refresh_token", &json!({ "refresh_token": "abcdefghij12" })).expect(400);
    let bearer = session["access_token"].as_str().expect("a token");
    service
        .client()
        .post("/logout")
        .bearer(bearer)
        .send()
        .expect(204);
    ask("id_token", &id_token).expect(200);
    session["user"]["id"].clone()
}

const TOLD: [&str; 5] = [
    "user_signedup",
    "token_refreshed",
    "token_refreshed",
    "logout",
    "login",
];

fn rows(database: &TestDatabase) -> Vec<String> {
    let schema = if database.is_postgres() { "auth." } else { "" };
    database.texts(&format!(
        "select payload->>'action' as text from {schema}audit_log_entries"
    ))
}

both_databases! {
    fn each_entry_is_a_line_with_ids_alone(database: TestDatabase) {
        let kakao = Kakao::start();
        let service = Binary::serve_with(&database, &kakao, &[]);
        let user = go_through(&service, &kakao);
        let lines = lines(service);
        assert_eq!(actions(&lines), TOLD);
        assert_eq!(rows(&database).len(), TOLD.len());
        for line in &lines {
            assert_eq!((&line["actor"], &line["level"]), (&user, &json!("INFO")));
            let text = line.to_string();
            for secret in ["person@example.com", "별명", "987654321"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
        assert_eq!((&lines[0]["provider"], &lines[0]["log_type"]), (&json!("kakao"), &json!("team")));
    }

    fn without_rows_the_lines_stay(database: TestDatabase) {
        let kakao = Kakao::start();
        let service = Binary::serve_with(&database, &kakao, &[("DAEMUN_AUDIT_LOG_DISABLE_POSTGRES", "true")]);
        go_through(&service, &kakao);
        assert_eq!(actions(&lines(service)), TOLD);
        assert_eq!(rows(&database), [""; 0]);
    }
}
