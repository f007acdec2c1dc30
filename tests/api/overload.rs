//! More than can be answered: who comes is told so before any work is done, and as soon as there is room everybody is let in.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::both_databases;
use serde_json::json;

/// So many are never in hand at once, whatever the reason.
const FULL: usize = 4_096;

#[track_caller]
fn assert_refused(answer: &Response) {
    assert_eq!(answer.status, 503, "{answer}");
    assert_eq!(answer.header("retry-after"), Some("1"), "{answer}");
    assert_eq!(answer.json()["error_code"], "database_unavailable");
}

both_databases! {
    fn where_too_many_are_in_hand_the_next_is_refused_until_there_is_room(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        let token = text(&session, "/refresh_token");
        let before = gate.rows();
        let body = json!({ "provider": "kakao", "id_token": gate.service.kakao.id_token_of(2) });
        let not_a_token = json!({ "provider": "kakao", "id_token": "not a token" });

        let in_hand: Vec<_> = (0..FULL).map(|_| gate.service.context.store.enter()).collect();
        assert_refused(&gate.id_token(&body));
        assert_refused(&gate.id_token(&not_a_token));
        assert_refused(&gate.refresh(token));
        gate.user(text(&session, "/access_token")).expect(200);
        assert_eq!(gate.rows(), before);

        drop(in_hand);
        gate.id_token(&body).expect(200);
        gate.refresh(token).expect(200);
    }
}
