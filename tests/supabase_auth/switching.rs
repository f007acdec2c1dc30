//! What `docs/from-supabase-auth.md` promises to those who are signed in at the moment of the switch.

use crate::loaded::{Loaded, NOW, serve, store};
use crate::support::client::Response;
use crate::support::hs256;
use crate::support::service::Service;
use crate::taking_over::refresh;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use chrono::{DateTime, Utc};
use daemun::sandbox::{StandInUser, TokenRequest};
use daemun::store::migrations::migrate;
use serde_json::{Value, json};

const SECRET: &str = "a-secret-of-their-own-with-32-characters-or-more";
/// Somebody who signed up with e-mail and password, the session of that, and its refresh token.
const PASSWORD_USER: &str = "e036d9c4-91f8-432e-b6ce-8ab1c31a6f15";
const PASSWORD_EMAIL: &str = "pw667687912@example.com";
const PASSWORD_SESSION: &str = "a3691b49-97c6-42bf-a52b-b4f3d7a10b8d";
const PASSWORD_TOKEN: &str = "hjv3hnepsovr";

fn taken_over(test: &str) -> Option<Loaded> {
    let loaded = Loaded::new(test)?;
    migrate(store(&loaded.owner).dial()).expect("the owner may");
    Some(loaded)
}

/// An access token as Supabase Auth signs it by default: with the secret, without `kid`, without `iss`.
fn their_access_token() -> String {
    let now: DateTime<Utc> = NOW.parse().expect("an instant");
    let claims = json!({
        "sub": PASSWORD_USER, "aud": "authenticated", "exp": now.timestamp() + 600, "iat": now.timestamp() - 3000,
        "email": PASSWORD_EMAIL, "phone": "", "app_metadata": { "provider": "email", "providers": ["email"] },
        "user_metadata": {}, "role": "authenticated", "aal": "aal1",
        "amr": [{ "method": "password", "timestamp": now.timestamp() - 3000 }],
        "session_id": PASSWORD_SESSION, "is_anonymous": false
    });
    hs256::signed(SECRET, &claims)
}

fn show_user(service: &Service, access_token: &str) -> Response {
    service.client().get("/user").bearer(access_token).send()
}

fn claims(session: &Value) -> Value {
    let token = session["access_token"].as_str().expect("a token");
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&B64.decode(payload).expect("base64url")).expect("JSON")
}

#[test]
fn an_access_token_of_theirs_is_good_with_their_secret() {
    let Some(loaded) = taken_over("an_access_token_of_theirs_is_good_with_their_secret") else {
        return;
    };
    let service = serve(&loaded.owner, &[("GOTRUE_JWT_SECRET", SECRET)]);
    let user = show_user(&service, &their_access_token())
        .expect(200)
        .json();
    assert_eq!(user["id"], PASSWORD_USER);
}

#[test]
fn without_their_secret_it_is_refused_and_its_session_still_refreshes() {
    let test = "without_their_secret_it_is_refused_and_its_session_still_refreshes";
    let Some(loaded) = taken_over(test) else {
        return;
    };
    let service = serve(&loaded.owner, &[]);
    let refused = show_user(&service, &their_access_token())
        .expect(403)
        .json();
    assert_eq!(refused["error_code"], "bad_jwt");
    let session = refresh(&service, PASSWORD_TOKEN).expect(200).json();
    assert_eq!(claims(&session)["session_id"], PASSWORD_SESSION);
}

#[test]
fn who_signed_in_with_a_password_stays_signed_in_and_finds_the_account_again_by_kakao() {
    let test = "who_signed_in_with_a_password_stays_signed_in";
    let Some(loaded) = taken_over(test) else {
        return;
    };
    let query =
        format!("select encrypted_password as text from auth.users where id = '{PASSWORD_USER}'");
    let password = loaded.admin.texts(&query);
    let service = serve(&loaded.owner, &[]);
    refresh(&service, PASSWORD_TOKEN).expect(200);

    let mut person = StandInUser::new(42);
    person.email = Some(PASSWORD_EMAIL.to_owned());
    let id_token = service.kakao.mint(&TokenRequest::of(person)).id_token;
    let body = json!({ "provider": "kakao", "id_token": id_token });
    let target = "/token?grant_type=id_token";
    let session = service
        .client()
        .post(target)
        .json(&body)
        .send()
        .expect(200)
        .json();
    assert_eq!(session["user"]["id"], PASSWORD_USER);
    assert_eq!(
        session["user"]["app_metadata"]["providers"],
        json!(["email", "kakao"])
    );
    assert_eq!(
        loaded.admin.texts(&query),
        password,
        "the way back needs it"
    );
}

#[test]
fn a_session_keeps_the_level_that_it_has_reached() {
    let Some(loaded) = taken_over("a_session_keeps_the_level_that_it_has_reached") else {
        return;
    };
    let set = format!("update auth.sessions set aal = 'aal2' where id = '{PASSWORD_SESSION}'");
    loaded.owner.execute(&set);
    let service = serve(&loaded.owner, &[]);
    let session = refresh(&service, PASSWORD_TOKEN).expect(200).json();
    assert_eq!(claims(&session)["aal"], "aal2");
}
