//! With PKCE the app gets a code, and the account is decided at the callback.

use crate::journey::{CHALLENGE, Journey, VERIFIER, location, query_of, tells_app, text};
use crate::support::database::{TestDatabase, both_databases};

both_databases! {
    fn the_code_is_merged_into_the_query_and_no_session_is_made(database: TestDatabase) {
        let journey = Journey::new(database);
        let target = "https%3A%2F%2Fapp.example.com%2Fcb%3Fz%3D1%26b%3D%2520x%23top";
        let began = journey.begin(&format!("redirect_to={target}&code_challenge={CHALLENGE}&code_challenge_method=S256"));
        let arrived = journey.arrive(&began, 1).expect(302);
        let code = query_of(&arrived)["code"].clone();
        assert_eq!(arrived.header("location"), Some(format!("https://app.example.com/cb?b=+x&code={code}&z=1#top").as_str()));
        assert!(uuid::Uuid::try_parse(&code).is_ok());
        // A user, an identity, no session, no authentication method, and the entry of the sign-in.
        assert_eq!(journey.gate.rows(), ["1", "1", "0", "0", "1"]);
    }

    fn somebody_known_stays_the_same_user(database: TestDatabase) {
        let journey = Journey::new(database);
        let known = journey.gate.sign_in(1);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        let session = journey.exchange(&code, VERIFIER).expect(200).json();
        assert_eq!(session["user"]["id"], known["user"]["id"]);
        assert_eq!(session["user"]["identities"][0]["identity_data"], known["user"]["identities"][0]["identity_data"]);
        assert_ne!(session["refresh_token"], known["refresh_token"]);
    }
}

#[test]
fn an_apps_own_scheme_gets_its_code_too() {
    let journey = Journey::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_URI_ALLOW_LIST", "myapp://cb")],
    );
    let began = journey.begin(&format!(
        "redirect_to=myapp://cb&code_challenge={CHALLENGE}&code_challenge_method=s256"
    ));
    let arrived = journey.arrive(&began, 1).expect(302);
    assert!(location(&arrived).as_str().starts_with("myapp://cb?code="));
}

#[test]
fn without_an_id_token_the_user_information_tells_who_it_is() {
    let journey = Journey::new(TestDatabase::sqlite());
    journey
        .gate
        .service
        .kakao
        .faults()
        .leave_out_id_tokens(true);
    let code = journey.code_of(&journey.begin_pkce(), 1);
    let session = journey.exchange(&code, VERIFIER).expect(200).json();
    assert_eq!(text(&session, "/user/identities/0/id"), "1");
    assert_eq!(
        text(&session, "/user/user_metadata/iss"),
        journey.gate.service.kakao.issuer()
    );
}

#[test]
fn where_a_nonce_is_required_nobody_comes_in_without_an_id_token() {
    let variables = [("DAEMUN_EXTERNAL_KAKAO_REQUIRE_NONCE", "true")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let code = journey.code_of(&journey.begin_pkce(), 1);
    journey.exchange(&code, VERIFIER).expect(200);
    journey
        .gate
        .service
        .kakao
        .faults()
        .leave_out_id_tokens(true);
    let answer = journey.arrive(&journey.begin_pkce(), 1);
    let text = "Error getting user profile from external provider";
    tells_app(&answer, "server_error", "unexpected_failure", text);
}

#[test]
fn with_pkce_towards_kakao_the_whole_way_is_the_same() {
    let journey = Journey::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_PKCE", "true")],
    );
    let code = journey.code_of(&journey.begin_pkce(), 1);
    journey.exchange(&code, VERIFIER).expect(200);
}
