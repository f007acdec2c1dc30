//! A ban by an admin acts at once, everywhere, and ends no session: when it is over, everything is as before.

use super::bench::Office;
use crate::gate::text;
use crate::support::client::Response;
use crate::support::database::both_databases;
use chrono::TimeDelta;
use serde_json::{Value, json};

const UNTIL: &str = "2026-03-01T10:00:00.123456Z";

#[track_caller]
fn is_banned(answer: Response, status: u16, words: &str) {
    let answer = answer.expect(status).json();
    assert_eq!(
        (answer["error_code"].as_str(), answer["msg"].as_str()),
        (Some("user_banned"), Some(words))
    );
}

fn link(office: &Office, session: &Value, person: u64) -> Response {
    let id_token = office.gate.service.kakao.id_token_of(person);
    let body = json!({"provider": "kakao", "id_token": id_token, "link_identity": true});
    let client = office.gate.service.client();
    client
        .post("/token?grant_type=id_token")
        .bearer(text(session, "/access_token"))
        .json(&body)
        .send()
}

fn sign_in(office: &Office, person: u64) -> Response {
    let id_token = office.gate.service.kakao.id_token_of(person);
    office
        .gate
        .id_token(&json!({"provider": "kakao", "id_token": id_token}))
}

fn sign_out(office: &Office, session: &Value) -> Response {
    office
        .gate
        .service
        .client()
        .post("/logout")
        .bearer(text(session, "/access_token"))
        .send()
}

both_databases! {
    fn the_banned_are_kept_out_everywhere_until_the_ban_is_over(database: TestDatabase) {
        let office = Office::with(database, &[("DAEMUN_JWT_EXP", "86400")]);
        let session = office.gate.sign_in(1);
        let id = text(&session, "/user/id");
        let banned = office.change(id, &json!({"ban_duration": "1h"}));
        assert_eq!(text(&banned, "/banned_until"), UNTIL);
        let everywhere = |office: &Office| {
            is_banned(office.gate.user(text(&session, "/access_token")), 403, "User is banned");
            is_banned(link(office, &session, 2), 403, "User is banned");
            is_banned(sign_in(office, 1), 403, "User is banned");
            is_banned(sign_out(office, &session), 403, "User is banned");
            is_banned(office.gate.refresh(text(&session, "/refresh_token")), 400, "Invalid Refresh Token: User Banned");
        };
        everywhere(&office);
        office.gate.service.clock.advance(TimeDelta::seconds(3_600) - TimeDelta::microseconds(1));
        everywhere(&office);
        office.gate.service.clock.advance(TimeDelta::microseconds(1));
        office.gate.user(text(&session, "/access_token")).expect(200);
        office.gate.refresh(text(&session, "/refresh_token")).expect(200);
        sign_in(&office, 1).expect(200);
    }

    fn a_ban_can_be_ended(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let id = text(&session, "/user/id");
        for end in ["none", "0", "0s", "-1h"] {
            office.change(id, &json!({"ban_duration": "876000h"}));
            is_banned(office.gate.user(text(&session, "/access_token")), 403, "User is banned");
            let user = office.change(id, &json!({ "ban_duration": end }));
            assert_eq!(user.get("banned_until").is_some(), end == "-1h", "{end}");
            office.gate.user(text(&session, "/access_token")).expect(200);
        }
    }

    fn a_ban_may_last_as_long_as_go_can_count(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        for (duration, until) in [
            ("2562047h47m16.854775807s", "2318-06-11T08:47:16.978231Z"),
            ("-2562047h47m16.854775808s", "1733-11-20T09:12:43.26868Z"),
            ("1ns", "2026-03-01T09:00:00.123456Z"),
        ] {
            let user = office.change(&id, &json!({ "ban_duration": duration }));
            assert_eq!(text(&user, "/banned_until"), until);
            assert_eq!(office.user(&id), user);
        }
    }

    fn a_user_may_be_made_banned(database: TestDatabase) {
        let office = Office::new(database);
        let mut claims = office.gate.claims("1001");
        claims["email"] = json!("a@example.com");
        let id_token = office.gate.signed(&office.gate.header(), &claims);
        office.create(&json!({"email": "a@example.com", "email_confirm": true, "ban_duration": "1h"}));
        is_banned(office.gate.id_token(&json!({"provider": "kakao", "id_token": id_token})), 403, "User is banned");
    }
}
