"""sign_in_with_oauth without a browser: an HTTP client goes where a browser would, through the consent page and back."""

import unittest

from supabase_auth.errors import AuthApiError, AuthImplicitGrantRedirectError

from support import SITE, Device, agree, cancel, claims_of, code_in, has_ended, signed_in, stranger


def begin(device, **options):
    """The address that the app opens."""
    return device.auth.sign_in_with_oauth(
        {"provider": "kakao", "options": {"redirect_to": SITE, **options}}
    ).url


class Pkce(unittest.TestCase):
    def test_a_code_is_exchanged_for_a_session(self):
        person = stranger()
        device = Device("pkce")
        code = code_in(agree(begin(device), person))

        answer = device.auth.exchange_code_for_session({"auth_code": code, "redirect_to": SITE})

        self.assertEqual(answer.user.email, person["email"])
        self.assertEqual([identity.id for identity in answer.user.identities], [person["sub"]])
        self.assertTrue(answer.session.provider_token)
        self.assertTrue(answer.session.provider_refresh_token)
        self.assertEqual(device.stored()["refresh_token"], answer.session.refresh_token)
        self.assertEqual(claims_of(answer.session)["amr"][0]["method"], "oauth")
        self.assertFalse(has_ended(answer.session))

    def test_provider_tokens_are_handed_over_once(self):
        device = Device("pkce")
        code = code_in(agree(begin(device), stranger()))
        device.auth.exchange_code_for_session({"auth_code": code})

        refreshed = device.auth.refresh_session()

        self.assertIsNone(refreshed.session.provider_token)

    def test_a_code_works_once(self):
        device = Device("pkce")
        code = code_in(agree(begin(device), stranger()))
        verifier = device.storage.get_item("session-code-verifier")
        device.auth.exchange_code_for_session({"auth_code": code})

        with self.assertRaises(AuthApiError) as refusal:
            device.auth.exchange_code_for_session({"auth_code": code, "code_verifier": verifier})

        self.assertEqual(refusal.exception.status, 404)
        self.assertEqual(refusal.exception.code, "flow_state_not_found")

    def test_a_verifier_of_another_flow_is_refused_and_the_code_goes_on_working(self):
        device = Device("pkce")
        code = code_in(agree(begin(device), stranger()))

        with self.assertRaises(AuthApiError) as refusal:
            Device().auth.exchange_code_for_session({"auth_code": code, "code_verifier": "x" * 64})

        self.assertEqual(refusal.exception.status, 400)
        self.assertEqual(refusal.exception.code, "bad_code_verifier")
        self.assertTrue(device.auth.exchange_code_for_session({"auth_code": code}).session)

    def test_who_comes_by_redirect_and_by_id_token_is_one_user(self):
        person = stranger()
        _, native = signed_in(person)
        device = Device("pkce")
        code = code_in(agree(begin(device), person))

        answer = device.auth.exchange_code_for_session({"auth_code": code})

        self.assertEqual(answer.user.id, native.user.id)


class Implicit(unittest.TestCase):
    def test_the_session_is_in_the_fragment(self):
        person = stranger()
        device = Device()
        url = agree(begin(device), person)

        device.auth.initialize_from_url(url)

        session = device.auth.get_session()
        self.assertEqual(session.user.email, person["email"])
        self.assertTrue(session.provider_token)
        self.assertFalse(has_ended(session))

    def test_who_cancels_is_told_so(self):
        for flow in ("implicit", "pkce"):
            device = Device(flow)
            url = cancel(begin(device))

            with self.subTest(flow), self.assertRaises(AuthImplicitGrantRedirectError) as refusal:
                device.auth.initialize_from_url(url)

            self.assertEqual(
                refusal.exception.details, {"error": "access_denied", "code": "access_denied"}
            )
            self.assertTrue(refusal.exception.message)


if __name__ == "__main__":
    unittest.main()
