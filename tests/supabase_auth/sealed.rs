//! Keys at rest: sealed in Supabase Auth's format where encryption is on, and plain ones go on working.

use crate::loaded::{Loaded, NOW, serve, store};
use crate::support::chance::SeededChance;
use crate::support::service::Service;
use crate::taking_over::{refresh, second_kind_token, sign_in};
use daemun::config::Secret;
use daemun::config::security::EncryptionConfig;
use daemun::store::migrations::migrate;
use daemun::token::encryption::Encryption;

/// The fixture's session of the second kind.
const SESSION: &str = "4bbb0722-322d-44c5-9a71-a050bc543e59";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

#[test]
fn new_sessions_keys_are_sealed_and_old_ones_still_refresh() {
    let Some(loaded) = Loaded::new("new_sessions_keys_are_sealed_and_old_ones_still_refresh")
    else {
        return;
    };
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    let decryption = format!("rest-1:{KEY}");
    let service = serve(
        &loaded.owner,
        &[
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "rest-1"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", KEY),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", &decryption),
        ],
    );
    let session = sign_in(&service, 4242).expect(200).json();
    refresh(
        &service,
        session["refresh_token"].as_str().expect("a token"),
    )
    .expect(200);
    refresh(&service, "fv7fkkqm2zdw").expect(200);
    let kept_in_plain_text = refresh(&service, &second_kind_token()).expect(200);
    assert_eq!(
        kept_in_plain_text.header("sb-auth-refresh-token-counter"),
        Some("1")
    );

    let user = session["user"]["id"].as_str().expect("an id");
    let kept = loaded.admin.texts(&format!(
        "select refresh_token_hmac_key as text from auth.sessions where user_id = '{user}' \
         union all select refresh_token_hmac_key from auth.sessions where id = '5579e170-011d-4fb3-ba9d-96d9fd91a2ea' \
         union all select private_jwk from daemun.signing_keys"
    ));
    assert_eq!(kept.len(), 3);
    for secret in kept {
        assert!(
            Encryption::is_encrypted(&secret),
            "a secret is kept in plain text"
        );
    }
}

#[test]
fn a_decryption_key_that_was_not_brought_along_signs_nobody_out() {
    let test = "a_decryption_key_that_was_not_brought_along_signs_nobody_out";
    let Some(loaded) = Loaded::new(test) else {
        return;
    };
    let kept = "refresh_token_hmac_key";
    let place = format!("auth.sessions where id = '{SESSION}'");
    let plain = loaded
        .admin
        .texts(&format!("select {kept} as text from {place}"));
    let of_supabase_auth = EncryptionConfig {
        encrypt_with: Some(("theirs".to_owned(), Secret::new(KEY))),
        ..EncryptionConfig::default()
    };
    let sealed = Encryption::from_config(&of_supabase_auth)
        .and_then(|encryption| encryption.seal(SESSION, &plain[0], &SeededChance::new(5)))
        .expect("sealed");
    loaded.admin.execute(&format!(
        "update auth.sessions set {kept} = '{sealed}' where id = '{SESSION}'"
    ));

    let service = serve(&loaded.owner, &[]);
    let answer = refresh(&service, &second_kind_token()).expect(503);
    assert_eq!(answer.header("retry-after"), Some("30"));
    assert_eq!(answer.json()["error_code"], "session_key_unusable");
    drop(service);

    let decryption = format!("theirs:{KEY}");
    let variable = "DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS";
    let mended = Service::start_as(&loaded.owner, &[(variable, &decryption)], 12);
    mended.clock.set(NOW.parse().expect("an instant"));
    refresh(&mended, &second_kind_token()).expect(200);
}
