//! `GET /admin/users/{id}`, and what every method says of a user that is none.

use super::bench::{Office, path};
use crate::gate::text;
use crate::support::database::both_databases;
use serde_json::json;

const NOBODY: &str = "11111111-1111-4111-8111-111111111111";

both_databases! {
    fn a_user_is_shown_whatever_its_audience(database: TestDatabase) {
        let office = Office::new(database);
        let created = office.create(&json!({"email": "a@example.com", "aud": "elsewhere"}));
        let id = text(&created, "/id");
        assert_eq!(office.user(id), created);
        for spelling in [id.to_uppercase(), id.replace('-', ""), format!("%7B{id}%7D"), format!("urn:uuid:{id}")] {
            assert_eq!(office.user(&spelling), created, "{spelling}");
        }
    }

    fn a_signed_in_user_sees_what_an_admin_sees(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let own = office.gate.user(text(&session, "/access_token")).expect(200).json();
        assert_eq!(office.user(text(&session, "/user/id")), own);
    }

    fn nobody_is_not_found(database: TestDatabase) {
        let office = Office::new(database);
        for method in ["GET", "PUT", "DELETE"] {
            // Whose user it is comes before what the body says.
            let ask = |id: &str| office.ask(method, &path(id)).body("nonsense");
            for id in ["x", "1", "11111111-1111-4111-8111-11111111111", "%00", "%ff"] {
                office.refuses(id, ask(id), (404, "validation_failed", "user_id must be an UUID"));
            }
            for id in [NOBODY, "00000000-0000-0000-0000-000000000000"] {
                office.refuses(id, ask(id), (404, "user_not_found", "User not found"));
            }
        }
    }
}
