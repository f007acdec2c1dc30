//! `POST /token?grant_type=refresh_token`: the next token, the lost answer, and the thief.

use crate::gate::{Gate, VERSION, text};
use crate::support::chance::SeededChance;
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use daemun::config::Secret;
use daemun::config::security::EncryptionConfig;
use daemun::token::encryption::Encryption;
use daemun::token::refresh::{RefreshKey, encode_v2};
use serde_json::json;

/// The bytes 0 to 31.
const AT_REST: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const KEY: &str = "Z7BejUrH86vJsROCPlQYdViGR3v5oDV4ADj23H0WjcY";

/// `plain` as the session `id` would keep it under the one key of `keys`.
fn seal(keys: &str, id: &str, plain: &str) -> String {
    let (key_id, key) = keys.split_once(':').expect("an id and a key");
    let config = EncryptionConfig {
        encrypt_with: Some((key_id.to_owned(), Secret::new(key.to_owned()))),
        ..EncryptionConfig::default()
    };
    Encryption::from_config(&config)
        .expect("a key")
        .seal(id, plain, &SeededChance::new(7))
        .expect("sealed")
}

pub fn next(answer: Response) -> String {
    text(&answer.expect(200).json(), "/refresh_token").to_owned()
}

#[track_caller]
pub fn assert_refused(answer: Response, code: &str, message: &str) {
    let answer = answer.expect(400).json();
    assert_eq!(
        (&answer["error_code"], &answer["msg"]),
        (&json!(code), &json!(message))
    );
}

both_databases! {
    fn each_token_gives_the_next_of_the_same_session(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        gate.service.clock.advance(TimeDelta::hours(1));
        let answer = gate.refresh(text(&session, "/refresh_token")).expect(200);
        assert_eq!(answer.header("sb-auth-refresh-token-counter"), Some("1"));
        assert_eq!(answer.header("sb-auth-refresh-token-reuse"), Some("false"));
        assert_eq!(answer.header("sb-auth-refresh-token-rotated"), Some("true"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let refreshed = answer.json();
        assert_eq!(refreshed["user"], session["user"], "a refresh is no sign-in");
        assert_ne!(refreshed["refresh_token"], session["refresh_token"]);
        gate.user(text(&refreshed, "/access_token")).expect(200);
    }

    fn a_lost_answer_is_given_again_and_a_thief_ends_the_session(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        let zero = text(&session, "/refresh_token").to_owned();
        let one = next(gate.refresh(&zero));
        gate.service.clock.advance(TimeDelta::days(1));
        let again = gate.refresh(&zero).expect(200);
        assert_eq!(again.header("sb-auth-refresh-token-reuse-cause"), Some("fail-to-save"));
        assert_eq!(text(&again.json(), "/refresh_token"), one);
        let actions = gate.texts("audit_log_entries", "select payload->>'action' as text from {table} where payload->>'action' like 'token%'");
        assert_eq!(actions, ["token_refreshed", "token_refreshed"], "an answer that is given again was asked for all the same");
        let two = next(gate.refresh(&one));
        let at_once = gate.refresh(&zero).expect(200);
        assert_eq!(at_once.header("sb-auth-refresh-token-reuse-cause"), Some("concurrent-refresh"));
        assert_eq!(text(&at_once.json(), "/refresh_token"), two);
        gate.service.clock.advance(TimeDelta::seconds(10));
        assert_refused(gate.refresh(&zero), "refresh_token_already_used", "Invalid Refresh Token: Already Used");
        assert_refused(gate.refresh(&two), "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
        let gone = gate.user(text(&session, "/access_token")).expect(403).json();
        assert_eq!(gone["error_code"], "bad_jwt", "the access token has expired meanwhile: {gone}");
    }

    fn with_rotation_off_the_session_stays(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED", "false")]);
        let zero = text(&gate.sign_in(1), "/refresh_token").to_owned();
        let two = next(gate.refresh(&next(gate.refresh(&zero))));
        gate.service.clock.advance(TimeDelta::seconds(10));
        assert_refused(gate.refresh(&zero), "refresh_token_already_used", "Invalid Refresh Token: Already Used");
        gate.refresh(&two).expect(200);
    }

    fn a_session_goes_on_when_the_key_at_rest_is_replaced_and_is_sealed_anew(database: TestDatabase) {
        let next_key = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
        let (one, both) = (format!("one:{AT_REST}"), format!("one:{AT_REST},next:{next_key}"));
        let encrypting = |id: &'static str, key: &'static str| [
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", id),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", key),
        ];
        let kept = |gate: &Gate| gate.texts("sessions", "select refresh_token_hmac_key as text from {table}").remove(0);
        let with = |id, key, decryption| [encrypting(id, key).as_slice(), &[("DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", decryption)]].concat();

        let plain = Gate::new(database);
        let zero = text(&plain.sign_in(1), "/refresh_token").to_owned();
        assert!(!Encryption::is_encrypted(&kept(&plain)));
        let sealed = plain.restarted_with(&with("one", AT_REST, &one), 11);
        let first = next(sealed.refresh(&zero));
        assert!(kept(&sealed).contains("\"key_id\":\"one\""), "a plain key is sealed as soon as its session is used");
        let rotated = sealed.restarted_with(&with("next", next_key, &both), 12);
        assert_eq!(next(rotated.refresh(&zero)), first, "an answer that is given again changes nothing");
        assert!(kept(&rotated).contains("\"key_id\":\"one\""));
        let second = next(rotated.refresh(&first));
        assert!(kept(&rotated).contains("\"key_id\":\"next\""));
        next(rotated.refresh(&second));
    }

    fn a_key_at_rest_that_the_operator_lost_signs_nobody_out(database: TestDatabase) {
        let (lost, wrong) = (format!("one:{AT_REST}"), "one:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8");
        let opens = |keys| [("DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", keys)];
        let gate = Gate::new(database);
        let zero = text(&gate.sign_in(1), "/refresh_token").to_owned();
        let id = gate.texts("sessions", "select cast(id as text) as text from {table}").remove(0);
        let plain = gate.texts("sessions", "select refresh_token_hmac_key as text from {table}").remove(0);
        let sealed = seal(&lost, &id, &plain);
        gate.execute("sessions", &format!("update {{table}} set refresh_token_hmac_key = '{sealed}'"));
        let before = gate.rows();
        let cannot = |gate: &Gate| {
            for (format, member) in [(None, "error_code"), (Some(VERSION), "code")] {
                let mut request = gate.service.client().post("/token?grant_type=refresh_token");
                if let Some((name, value)) = format {
                    request = request.header(name, value);
                }
                let answer = request.json(&json!({"refresh_token": zero})).send().expect(503);
                assert_eq!(answer.header("retry-after"), Some("30"));
                assert_eq!(answer.json()[member], "session_key_unusable");
            }
            assert_eq!(gate.rows(), before, "nothing ends");
        };
        cannot(&gate);
        let gate = gate.restarted_with(&opens(wrong), 11);
        cannot(&gate);
        gate.execute("sessions", "update {table} set refresh_token_hmac_key = 'no key'");
        cannot(&gate);
        gate.execute("sessions", &format!("update {{table}} set refresh_token_hmac_key = '{sealed}'"));
        let mended = gate.restarted_with(&opens(&lost), 12);
        next(mended.refresh(&zero));
    }

    fn ten_at_once_get_the_same_token(database: TestDatabase) {
        let gate = Gate::new(database);
        let zero = text(&gate.sign_in(1), "/refresh_token").to_owned();
        let answers: Vec<String> = std::thread::scope(|scope| {
            let askers: Vec<_> = (0..10).map(|_| scope.spawn(|| next(gate.refresh(&zero)))).collect();
            askers.into_iter().map(|asker| asker.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|token| *token == answers[0]));
    }

    fn the_banned_and_the_expired_are_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let token = text(&gate.sign_in(1), "/refresh_token").to_owned();
        gate.execute("users", "update {table} set banned_until = '2026-03-01T10:00:00.000000Z'");
        assert_refused(gate.refresh(&token), "user_banned", "Invalid Refresh Token: User Banned");
        gate.execute("users", "update {table} set banned_until = null");
        gate.execute("sessions", "update {table} set not_after = '2026-03-01T08:59:00.000000Z'");
        assert_refused(gate.refresh(&token), "session_expired", "Invalid Refresh Token: Session Expired");
        gate.execute("sessions", "update {table} set not_after = null, oauth_client_id = '55555555-5555-4555-8555-555555555555'");
        let refused = gate.refresh(&token).expect(400).json();
        assert_eq!(refused, json!({"error": "invalid_client", "error_description": "Client authentication required for OAuth session"}));
    }

    fn what_is_no_token_of_ours_is_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        for shape in ["abc", "ABCDEFGHIJKL", "abcdefghij1!", "not a token of the second kind at all, and long enough"] {
            assert_refused(gate.refresh(shape), "validation_failed", "Refresh token is not valid");
        }
        let not_found = "Invalid Refresh Token: Refresh Token Not Found";
        assert_refused(gate.refresh("abcdefghij12"), "refresh_token_not_found", not_found);
        let answer = gate.user(text(&session, "/access_token")).expect(200);
        assert_eq!(answer.json()["id"], session["user"]["id"]);
        let id = gate.texts("sessions", "select cast(id as text) as text from {table}")[0].parse().unwrap();
        let forged = encode_v2(id, 0, &RefreshKey::parse(KEY).unwrap());
        assert_refused(gate.refresh(&forged), "refresh_token_not_found", not_found);
        gate.execute("sessions", &format!("update {{table}} set refresh_token_hmac_key = '{KEY}'"));
        let ahead = encode_v2(id, 1, &RefreshKey::parse(KEY).unwrap());
        assert_refused(gate.refresh(&ahead), "validation_failed", "Invalid Refresh Token: Not Issued By This Server");
    }
}

#[test]
fn other_grants_are_refused_in_supabase_auths_words() {
    let gate = Gate::new(TestDatabase::sqlite());
    let refused = gate.grant("nonsense", &json!({})).expect(400).json();
    assert_eq!(
        (&refused["error_code"], &refused["msg"]),
        (
            &json!("invalid_credentials"),
            &json!("unsupported_grant_type")
        )
    );
    let web3 = gate.grant("web3", &json!({})).expect(422).json();
    assert_eq!(
        (&web3["error_code"], &web3["msg"]),
        (
            &json!("web3_provider_disabled"),
            &json!("Web3 provider is disabled")
        )
    );
}
