//! Users of Supabase Auth's in the hands of an admin: what it alone keeps of them ends with their passwords and with them.

use crate::loaded::{Loaded, serve, store};
use crate::support::client::Request;
use crate::support::service::Service;
use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use daemun::store::migrations::migrate;
use serde_json::{Value, json};

const SECRET: &str = "a-secret-of-more-than-thirty-two-bytes-for-tests";
const USER: &str = "b1f8b583-c52f-48ee-ae54-710ce5ff3b00";
const OTHER: &str = "a9efbb07-1bf5-4321-9ab7-c1d649343bba";

/// What Supabase Auth would keep of a user with a second factor and a passkey who waits for a link.
const EXTRAS: &str = "\
    insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to) \
      values (gen_random_uuid(), '{user}', 'recovery_token', 'h{user}', 'x'); \
    insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at) \
      values (gen_random_uuid(), '{user}', 'totp', 'verified', now(), now()); \
    insert into auth.webauthn_credentials (user_id, credential_id, public_key) values ('{user}', 'c{user}', 'k')";

fn ask(service: &Service, method: &str, target: &str) -> Request {
    let (header, claims) = (r#"{"alg":"HS256"}"#, r#"{"role":"service_role"}"#);
    let message = format!("{}.{}", B64.encode(header), B64.encode(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = B64.encode(hmac::sign(&key, message.as_bytes()));
    let client = service.client();
    client
        .request(method, target)
        .bearer(&format!("{message}.{tag}"))
}

/// How many one-time tokens, factors and passkeys a user has.
fn extras(loaded: &Loaded, user: &str) -> [String; 3] {
    ["one_time_tokens", "mfa_factors", "webauthn_credentials"].map(|table| {
        let query =
            format!("select count(*)::text as text from auth.{table} where user_id = '{user}'");
        loaded.admin.texts(&query).remove(0)
    })
}

#[test]
fn what_supabase_auth_alone_keeps_ends_with_the_user() {
    let Some(loaded) = Loaded::new("what_supabase_auth_alone_keeps_ends_with_the_user") else {
        return;
    };
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    for user in [USER, OTHER] {
        loaded.owner.execute(&EXTRAS.replace("{user}", user));
    }
    let service = serve(&loaded.owner, &[("DAEMUN_JWT_SECRET", SECRET)]);
    let path = format!("/admin/users/{USER}");
    let put = |body: Value| ask(&service, "PUT", &path).json(&body).send().expect(200);
    put(json!({"ban_duration": "none"}));
    assert_eq!(extras(&loaded, USER), ["1", "1", "1"]);
    put(json!({"password": "a new one"}));
    assert_eq!(extras(&loaded, USER), ["0", "1", "1"]);
    let softly = json!({"should_soft_delete": true});
    ask(&service, "DELETE", &path)
        .json(&softly)
        .send()
        .expect(200);
    assert_eq!(extras(&loaded, USER), ["0", "0", "0"]);
    assert_eq!(extras(&loaded, OTHER), ["1", "1", "1"]);
    ask(&service, "DELETE", &format!("/admin/users/{OTHER}"))
        .send()
        .expect(200);
    assert_eq!(extras(&loaded, OTHER), ["0", "0", "0"]);
}

#[test]
fn its_users_are_listed_and_found() {
    let Some(loaded) = Loaded::new("its_users_are_listed_and_found") else {
        return;
    };
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    let service = serve(&loaded.owner, &[("DAEMUN_JWT_SECRET", SECRET)]);
    let list = ask(&service, "GET", "/admin/users").send().expect(200);
    assert_eq!(list.header("x-total-count"), Some("5"));
    for user in list.json()["users"].as_array().expect("users") {
        let id = user["id"].as_str().expect("an id");
        let alone = ask(&service, "GET", &format!("/admin/users/{id}"))
            .send()
            .expect(200);
        assert_eq!(&alone.json(), user);
    }
    let log = ask(&service, "GET", "/admin/audit?query=type:account")
        .send()
        .expect(200);
    assert_ne!(log.header("x-total-count"), Some("0"));
}
