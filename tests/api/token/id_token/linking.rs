//! `link_identity`: one more identity for who is signed in.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use daemun::sandbox::{StandInUser, TokenRequest};
use serde_json::{Value, json};

fn link(gate: &Gate, session: &Value, user: StandInUser) -> Response {
    let id_token = gate.service.kakao.mint(&TokenRequest::of(user)).id_token;
    let body = json!({ "provider": "kakao", "id_token": id_token, "link_identity": true });
    let request = gate
        .service
        .client()
        .post("/token?grant_type=id_token")
        .json(&body);
    request.bearer(text(session, "/access_token")).send()
}

both_databases! {
    fn an_identity_is_added_and_a_new_session_given(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        let user = StandInUser { email: Some("new@example.com".into()), ..StandInUser::new(2) };
        let linked = link(&gate, &session, user).expect(200).json();

        assert_eq!(linked["user"]["id"], session["user"]["id"]);
        assert_eq!(linked["user"]["identities"].as_array().unwrap().len(), 2);
        assert_eq!(text(&linked, "/user/email"), "new@example.com");
        assert_ne!(linked["refresh_token"], session["refresh_token"]);
        assert_eq!(gate.sign_in(2)["user"]["id"], session["user"]["id"], "both lead to the same user");
    }

    fn an_identity_that_somebody_has_is_not_linked(database: TestDatabase) {
        let gate = Gate::new(database);
        let (one, _other) = (gate.sign_in(1), gate.sign_in(2));
        let before = gate.rows();
        let again = link(&gate, &one, StandInUser::new(1)).expect(422).json();
        assert_eq!(again["error_code"], "identity_already_exists");
        assert_eq!(again["msg"], "Identity is already linked");
        let another = link(&gate, &one, StandInUser::new(2)).expect(422).json();
        assert_eq!(another["msg"], "Identity is already linked to another user");
        assert_eq!(gate.rows(), before);
    }

    fn an_address_that_somebody_has_is_not_taken_over(database: TestDatabase) {
        let gate = Gate::new(database);
        let one = gate.sign_in(1);
        let owner = StandInUser { email: Some("a@example.com".into()), ..StandInUser::new(2) };
        let id_token = gate.service.kakao.mint(&TokenRequest::of(owner)).id_token;
        gate.id_token(&json!({ "provider": "kakao", "id_token": id_token })).expect(200);
        let user = StandInUser { email: Some("a@example.com".into()), ..StandInUser::new(3) };
        let refused = link(&gate, &one, user).expect(400).json();
        assert_eq!(refused["error_code"], "email_exists");
        assert_eq!(refused["msg"], "A user with this email address has already been registered");
    }
}

#[test]
fn a_bad_bearer_token_is_refused_before_the_id_token_is_looked_at() {
    let gate = Gate::new(TestDatabase::sqlite());
    let body = json!({ "provider": "kakao", "id_token": "a", "link_identity": true });
    let request = gate
        .service
        .client()
        .post("/token?grant_type=id_token")
        .json(&body);
    assert_eq!(
        request.bearer("nonsense").send().expect(403).json()["error_code"],
        "bad_jwt"
    );
}

#[test]
fn linking_can_be_switched_off() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_SECURITY_MANUAL_LINKING_ENABLED", "false")],
    );
    let session = gate.sign_in(1);
    let refused = link(&gate, &session, StandInUser::new(2))
        .expect(404)
        .json();
    assert_eq!(refused["error_code"], "manual_linking_disabled");
    assert_eq!(refused["msg"], "Manual linking is disabled");
}
