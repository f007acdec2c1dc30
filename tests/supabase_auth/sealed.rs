//! Keys at rest: sealed in Supabase Auth's format where encryption is on, and plain ones go on working.

use crate::loaded::{Loaded, serve, store};
use crate::taking_over::{refresh, second_kind_token, sign_in};
use daemun::store::migrations::migrate;
use daemun::token::encryption::Encryption;

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
