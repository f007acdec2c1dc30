//! Invitations that Supabase Auth sent before: they are answered through Kakao by the e-mail that was invited.

use crate::journey::{CHALLENGE, Journey, TARGET, VERIFIER, tells_app, text};
use crate::support::client::Response;
use crate::support::database::both_databases;
use daemun::sandbox::StandInUser;

/// Makes the user that an invitation to this address leaves behind.
fn invite(journey: &Journey, email: &str) -> String {
    let id = "11111111-1111-4111-8111-111111111111";
    journey.gate.execute(
        "users",
        &format!(
            "insert into {{table}} (instance_id, id, aud, role, email, confirmation_token, recovery_token, \
             email_change_token_new, email_change, created_at, updated_at, invited_at) values \
             ('00000000-0000-0000-0000-000000000000', '{id}', 'authenticated', 'authenticated', '{email}', 'token-1', \
             '', '', '', '2026-02-01T00:00:00.000000Z', '2026-02-01T00:00:00.000000Z', '2026-02-01T00:00:00.000000Z')"
        ),
    );
    id.to_owned()
}

fn answer(journey: &Journey, person: u64, email: Option<&str>, query: &str) -> Response {
    let began = journey.begin(&format!("redirect_to={TARGET}&invite_token=token-1{query}"));
    let user = StandInUser {
        email: email.map(str::to_owned),
        ..StandInUser::new(person)
    };
    let code = journey.consent_of(&began, user);
    journey.come_back(began.state(), &code)
}

both_databases! {
    fn the_invited_come_in_as_the_user_that_waits_for_them(database: TestDatabase) {
        let journey = Journey::with(database, &[("DAEMUN_DISABLE_SIGNUP", "true")]);
        let id = invite(&journey, "a@example.com");
        let query = format!("&code_challenge={CHALLENGE}&code_challenge_method=s256");
        let landed = answer(&journey, 1, Some("a@example.com"), &query).expect(302);
        let code = crate::journey::query_of(&landed)["code"].clone();
        let session = journey.exchange(&code, VERIFIER).expect(200).json();
        assert_eq!(text(&session, "/user/id"), id);
        assert!(session["user"]["email_confirmed_at"].is_string());
    }

    fn nobody_else_takes_an_invitation_up(database: TestDatabase) {
        let journey = Journey::new(database);
        invite(&journey, "a@example.com");
        let before = journey.gate.rows();
        let text = "Invited email does not match emails from external provider";
        for email in [None, Some("b@example.com")] {
            tells_app(&answer(&journey, 1, email, ""), "invalid_request", "validation_failed", text);
        }
        assert_eq!(journey.gate.rows(), before);
        journey.gate.sign_in(2);
        let taken = "Identity is already linked to another user";
        tells_app(&answer(&journey, 2, Some("a@example.com"), ""), "server_error", "identity_already_exists", taken);
        let began = journey.begin(&format!("redirect_to={TARGET}&invite_token=token-1"));
        journey.gate.execute("users", "update {table} set confirmation_token = ''");
        tells_app(&journey.arrive(&began, 3), "server_error", "invite_not_found", "Invite not found");
    }
}
