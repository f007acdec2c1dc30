//! What goes wrong once it is known which app began the flow: it is told, in query and fragment.

use crate::gate::with;
use crate::journey::{Began, Journey, tells_app};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use daemun::sandbox::{Fault, TokenRefusal, paths};
use serde_json::{Value, json};

const UNEXPECTED: &str = "unexpected_failure";
const NO_PROFILE: &str = "Error getting user profile from external provider";

fn come_back_twice(
    journey: &Journey,
    check: impl Fn(&Began) -> Response,
    told: (&str, &str, &str),
) {
    for began in [journey.begin_implicit(), journey.begin_pkce()] {
        let before = journey.gate.rows();
        tells_app(&check(&began), told.0, told.1, told.2);
        assert_eq!(journey.gate.rows(), before, "something was written");
    }
}

both_databases! {
    fn kakaos_own_words_are_handed_on_escaped(database: TestDatabase) {
        let journey = Journey::new(database);
        let refused = |began: &Began| {
            let target = format!("/callback?state={}&error=a%26b%3Dc%0D%0A&error_description=%3Cscript%3E100%25%23%26code%3Dx", began.state());
            let answer = journey.get(&target).send();
            let location = answer.header("location").unwrap_or_default();
            assert!(!location.contains(['<', '\r', '\n', ' ']), "{location}");
            assert!(location.contains("error_description=%3Cscript%3E100%25%23%26code%3Dx"), "{location}");
            answer
        };
        come_back_twice(&journey, refused, ("a&b=c\r\n", "a&b=c\r\n", "<script>100%#&code=x"));
    }

    fn a_code_is_needed(database: TestDatabase) {
        let journey = Journey::new(database);
        let text = "OAuth callback with missing authorization code missing";
        come_back_twice(&journey, |began| journey.get(&format!("/callback?state={}", began.state())).send(), ("invalid_request", "bad_oauth_callback", text));
    }

    fn who_may_not_sign_up_or_is_banned_is_told_so(database: TestDatabase) {
        let journey = Journey::with(database, &[("DAEMUN_DISABLE_SIGNUP", "true")]);
        let told = ("access_denied", "signup_disabled", "Signups not allowed for this instance");
        come_back_twice(&journey, |began| journey.arrive(began, 1), told);
    }

    fn the_banned_stay_out(database: TestDatabase) {
        let journey = Journey::new(database);
        journey.gate.sign_in(1);
        journey.gate.execute("users", "update {table} set banned_until = '2099-01-01T00:00:00.000000Z'");
        come_back_twice(&journey, |began| journey.arrive(began, 1), ("access_denied", "user_banned", "User is banned"));
    }

    fn where_an_email_is_needed_it_is_asked_for(database: TestDatabase) {
        let journey = Journey::with(database, &[("DAEMUN_EXTERNAL_KAKAO_EMAIL_OPTIONAL", "false")]);
        let told = ("server_error", UNEXPECTED, "Error getting user email from external provider");
        come_back_twice(&journey, |began| journey.arrive(began, 1), told);
    }

    fn an_email_that_nobody_verified_is_not_taken_over(database: TestDatabase) {
        let journey = Journey::new(database);
        journey.gate.sign_in(1);
        journey.gate.execute("users", "update {table} set email = 'waiting@example.com', email_confirmed_at = null");
        let text = "Unverified email with kakao. Verify the email with kakao in order to sign in";
        come_back_twice(&journey, |began| journey.arrive(began, 1), ("access_denied", "provider_email_needs_verification", text));
    }
}

#[test]
fn an_address_other_than_the_users_own_confirms_nothing() {
    let journey = Journey::new(TestDatabase::sqlite());
    journey.gate.sign_in(1);
    let unconfirmed = "update {table} set email = 'a@example.com', email_confirmed_at = null";
    journey.gate.execute("users", unconfirmed);
    let arrive = |began: &Began| {
        let user = daemun::sandbox::StandInUser {
            email: Some("b@example.com".to_owned()),
            ..daemun::sandbox::StandInUser::new(1)
        };
        journey.come_back(began.state(), &journey.consent_of(began, user))
    };
    let text =
        "Unverified email with kakao. A confirmation email has been sent to your kakao email";
    let code = "provider_email_needs_verification";
    come_back_twice(&journey, arrive, ("access_denied", code, text));
}

#[test]
fn each_refusal_of_kakaos_tells_the_first_characters_of_the_code_and_no_more() {
    let journey = Journey::new(TestDatabase::sqlite());
    for koe in ["KOE320", "KOE303", "KOE010", "KOE101", "KOE003", "KOE237"] {
        let exchange = |began: &Began| {
            let faults = journey.gate.service.kakao.faults();
            faults.refuse_next_exchange(TokenRefusal::koe(koe));
            journey.come_back(began.state(), "%ED%95%9C234567")
        };
        come_back_twice(
            &journey,
            exchange,
            (
                "server_error",
                UNEXPECTED,
                "Unable to exchange external code: 한234",
            ),
        );
    }
}

#[test]
fn an_answer_of_kakaos_that_cannot_be_used_is_told_alike() {
    let journey = Journey::new(TestDatabase::sqlite());
    for fault in [
        Fault::NotJson,
        Fault::Oversized,
        Fault::CutOff,
        Fault::Body("{}".to_owned()),
    ] {
        let exchange = |began: &Began| {
            journey
                .gate
                .service
                .kakao
                .faults()
                .once(paths::TOKEN, fault.clone());
            journey.come_back(began.state(), "abc")
        };
        come_back_twice(
            &journey,
            exchange,
            (
                "server_error",
                UNEXPECTED,
                "Unable to exchange external code: abc",
            ),
        );
    }
}

#[test]
fn an_id_token_that_is_refused_tells_nobody() {
    let journey = Journey::new(TestDatabase::sqlite());
    let gate = &journey.gate;
    let claims = |began: &Began| {
        with(
            &gate.claims("1"),
            "nonce",
            Some(json!(began.asked["nonce"])),
        )
    };
    let changes: [(&str, Option<Value>); 5] = [
        ("nonce", None),
        ("nonce", Some(json!("another"))),
        ("aud", Some(json!("ffffffffffffffffffffffffffffffff"))),
        ("exp", Some(json!(1))),
        ("iss", Some(json!("https://evil.example"))),
    ];
    for (member, value) in changes {
        let arrive = |began: &Began| {
            let id_token =
                gate.signed(&gate.header(), &with(&claims(began), member, value.clone()));
            come_back_with(&journey, began, &id_token)
        };
        come_back_twice(&journey, arrive, ("server_error", UNEXPECTED, NO_PROFILE));
    }
}

#[test]
fn only_the_key_that_the_code_was_exchanged_with_is_an_audience() {
    use crate::support::kakao::Kakao;
    let other = "ffffffffffffffffffffffffffffffff";
    let ids = format!("{},{other}", Kakao::APP_KEY);
    let journey = Journey::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", &ids)],
    );
    let gate = &journey.gate;
    let arrive = |began: &Began| {
        let claims = with(
            &gate.claims("1"),
            "nonce",
            Some(json!(began.asked["nonce"])),
        );
        let id_token = gate.signed(&gate.header(), &with(&claims, "aud", Some(json!(other))));
        come_back_with(&journey, began, &id_token)
    };
    come_back_twice(&journey, arrive, ("server_error", UNEXPECTED, NO_PROFILE));
}

#[test]
fn user_information_that_cannot_be_had_is_told_alike() {
    let journey = Journey::new(TestDatabase::sqlite());
    let faults = journey.gate.service.kakao.faults();
    faults.leave_out_id_tokens(true);
    faults.always(paths::ME, Fault::NotJson);
    come_back_twice(
        &journey,
        |began| journey.arrive(began, 1),
        ("server_error", UNEXPECTED, NO_PROFILE),
    );
}

#[test]
fn a_nonce_of_the_clients_must_come_back_exactly() {
    let journey = Journey::new(TestDatabase::sqlite());
    let query = "redirect_to=https://app.example.com/&nonce=theirs";
    journey.arrive(&journey.begin(query), 1).expect(302);
    let mut began = journey.begin(query);
    began.asked.insert("nonce".to_owned(), "another".to_owned());
    tells_app(
        &journey.arrive(&began, 1),
        "server_error",
        UNEXPECTED,
        NO_PROFILE,
    );
    journey
        .gate
        .service
        .kakao
        .faults()
        .leave_out_id_tokens(true);
    tells_app(
        &journey.arrive(&journey.begin(query), 1),
        "server_error",
        UNEXPECTED,
        NO_PROFILE,
    );
}

#[test]
fn a_flow_whose_provider_is_gone_is_told_so() {
    let journey = Journey::new(TestDatabase::sqlite());
    let began = journey.begin_implicit();
    journey
        .gate
        .execute("flow_state", "update {table} set provider_type = 'google'");
    let text = "Unsupported provider: provider is not enabled";
    tells_app(
        &journey.come_back(began.state(), "x"),
        "invalid_request",
        "oauth_provider_not_supported",
        text,
    );
}

/// Kakao exchanges the code for this ID token.
fn come_back_with(journey: &Journey, began: &Began, id_token: &str) -> Response {
    let body = json!({ "access_token": "a", "token_type": "bearer", "id_token": id_token });
    journey
        .gate
        .service
        .kakao
        .faults()
        .once(paths::TOKEN, Fault::Body(body.to_string()));
    journey.come_back(began.state(), "code")
}
