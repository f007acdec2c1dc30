//! Cell by cell: what a sign-in and refreshes change in the rows that Supabase Auth wrote, and that no row goes.

use crate::loaded::{Loaded, serve, store};
use crate::support::service::Service;
use crate::taking_over::{refresh, second_kind_token};
use daemun::sandbox::{StandInUser, TokenRequest};
use daemun::store::migrations::migrate;
use serde_json::json;
use std::collections::BTreeSet;

/// Who signs in again, with the e-mail that the fixture has.
const SUBJECT: u64 = 6_676_879_121;
const EMAIL: &str = "v1667687912@example.com";

/// Every cell whose value another one has taken: table, row, column.
const CHANGED: [&str; 18] = [
    "identities b7315daa-e5e0-401e-bc08-afc2c97d09da identity_data",
    "identities b7315daa-e5e0-401e-bc08-afc2c97d09da last_sign_in_at",
    "identities b7315daa-e5e0-401e-bc08-afc2c97d09da updated_at",
    // The parent that was shown: when it was answered, so that it is known again.
    "refresh_tokens 1 updated_at",
    "refresh_tokens 3 revoked",
    "refresh_tokens 3 updated_at",
    "sessions 4bbb0722-322d-44c5-9a71-a050bc543e59 refresh_token_counter",
    "sessions 4bbb0722-322d-44c5-9a71-a050bc543e59 refreshed_at",
    "sessions 4bbb0722-322d-44c5-9a71-a050bc543e59 updated_at",
    "sessions 4bbb0722-322d-44c5-9a71-a050bc543e59 user_agent",
    "sessions 5579e170-011d-4fb3-ba9d-96d9fd91a2ea refresh_token_counter",
    "sessions 5579e170-011d-4fb3-ba9d-96d9fd91a2ea refresh_token_hmac_key",
    "sessions 5579e170-011d-4fb3-ba9d-96d9fd91a2ea refreshed_at",
    "sessions 5579e170-011d-4fb3-ba9d-96d9fd91a2ea updated_at",
    "sessions 5579e170-011d-4fb3-ba9d-96d9fd91a2ea user_agent",
    "users b1f8b583-c52f-48ee-ae54-710ce5ff3b00 last_sign_in_at",
    "users b1f8b583-c52f-48ee-ae54-710ce5ff3b00 raw_user_meta_data",
    "users b1f8b583-c52f-48ee-ae54-710ce5ff3b00 updated_at",
];

/// A value at its place.
type Cell = (String, String);

#[test]
fn only_what_a_sign_in_and_a_refresh_mean_to_change_is_changed() {
    let Some(loaded) = Loaded::new("only_what_a_sign_in_and_a_refresh_mean_to_change_is_changed")
    else {
        return;
    };
    let before = loaded.cells();
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    sign_in_and_refresh(&serve(&loaded.owner, &[]));

    let after = loaded.cells();
    let changed: Vec<&str> = before
        .difference(&after)
        .map(|(place, _)| place.as_str())
        .collect();
    assert_eq!(changed, CHANGED);
    let rows_before = rows(&before);
    let rows_after = rows(&after);
    assert!(rows_after.is_superset(&rows_before), "a row is lost");
    let new = rows_after.difference(&rows_before);
    let tables: Vec<_> = new.filter_map(|row| row.split(' ').next()).collect();
    let audit = "audit_log_entries";
    assert_eq!(
        tables,
        [audit, audit, audit, audit, "mfa_amr_claims", "sessions"]
    );
}

/// A session by an ID token, a token of the first kind that is the parent of the newest, and one of the second kind.
fn sign_in_and_refresh(service: &Service) {
    let mut person = StandInUser::new(SUBJECT);
    person.email = Some(EMAIL.to_owned());
    let id_token = service.kakao.mint(&TokenRequest::of(person)).id_token;
    let body = json!({ "provider": "kakao", "id_token": id_token });
    let target = "/token?grant_type=id_token";
    service.client().post(target).json(&body).send().expect(200);
    refresh(service, "r6h7irhwsswf").expect(200);
    refresh(service, &second_kind_token()).expect(200);
}

fn rows(cells: &BTreeSet<Cell>) -> BTreeSet<String> {
    let places = cells.iter().filter_map(|(place, _)| place.rsplit_once(' '));
    places.map(|(row, _)| row.to_owned()).collect()
}
