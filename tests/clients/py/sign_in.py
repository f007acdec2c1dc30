"""Signing in with an ID token, and what a session is good for."""

import base64
import hashlib
import json
import secrets
import unittest

from supabase_auth.errors import AuthApiError, AuthInvalidJwtError

from support import Device, claims_of, sign_in_at_kakao, signed_in, stranger


class SignIn(unittest.TestCase):
    def test_a_token_with_a_nonce_signs_in_and_the_session_is_kept_with_its_user(self):
        person = stranger()
        nonce = secrets.token_hex(16)
        hashed = hashlib.sha256(nonce.encode()).hexdigest()
        minted = sign_in_at_kakao(**person, nonce=hashed)
        device = Device()

        answer = device.auth.sign_in_with_id_token(
            {
                "provider": "kakao",
                "token": minted["id_token"],
                "access_token": minted["access_token"],
                "nonce": nonce,
            }
        )

        self.assertEqual(answer.user.email, person["email"])
        self.assertEqual(answer.user.user_metadata["name"], person["nickname"])
        self.assertEqual(answer.user.app_metadata, {"provider": "kakao", "providers": ["kakao"]})
        self.assertEqual([identity.id for identity in answer.user.identities], [person["sub"]])
        kept = device.stored()
        self.assertEqual(kept["token_type"], "bearer")
        self.assertEqual(kept["expires_in"], 3600)
        self.assertEqual(kept["access_token"], answer.session.access_token)
        self.assertEqual(kept["refresh_token"], answer.session.refresh_token)
        self.assertEqual(kept["user"]["id"], answer.user.id)

    def test_a_token_without_a_nonce_signs_in_the_same_person_under_the_same_id(self):
        person = stranger()

        _, first = signed_in(person)
        _, second = signed_in(person)

        self.assertEqual(second.user.id, first.user.id)
        self.assertNotEqual(second.session.refresh_token, first.session.refresh_token)

    def test_a_wrong_nonce_is_refused_in_words(self):
        token = sign_in_at_kakao(**stranger(), raw_nonce="the one")["id_token"]

        with self.assertRaises(AuthApiError) as refusal:
            Device().auth.sign_in_with_id_token(
                {"provider": "kakao", "token": token, "nonce": "another"}
            )

        self.assertEqual(refusal.exception.status, 400)
        self.assertEqual(refusal.exception.message, "Nonces mismatch")

    def test_an_expired_token_and_garbage_are_refused_in_words(self):
        expired = sign_in_at_kakao(**stranger(), expires_in=-3600)["id_token"]

        for token in (expired, "garbage"):
            with self.subTest(token=token[:8]), self.assertRaises(AuthApiError) as refusal:
                Device().auth.sign_in_with_id_token({"provider": "kakao", "token": token})

            self.assertEqual(refusal.exception.status, 400)
            self.assertEqual(refusal.exception.message, "Bad ID token")

    def test_a_provider_that_is_not_there_is_refused_with_a_code(self):
        with self.assertRaises(AuthApiError) as refusal:
            Device().auth.sign_in_with_id_token({"provider": "nobody", "token": "garbage"})

        self.assertEqual(refusal.exception.status, 400)
        self.assertEqual(refusal.exception.code, "validation_failed")

    def test_the_user_is_told_to_whoever_is_signed_in(self):
        person = stranger()
        device, answer = signed_in(person)

        user = device.auth.get_user().user

        self.assertEqual(user.id, answer.user.id)
        self.assertEqual(user.email, person["email"])
        self.assertEqual(user.identities[0].provider, "kakao")

    def test_a_refresh_brings_new_tokens_for_the_same_session_and_user(self):
        device, answer = signed_in(stranger())

        refreshed = device.auth.refresh_session()

        self.assertEqual(refreshed.user.id, answer.user.id)
        self.assertNotEqual(refreshed.session.refresh_token, answer.session.refresh_token)
        self.assertEqual(device.stored()["refresh_token"], refreshed.session.refresh_token)
        self.assertEqual(
            claims_of(refreshed.session)["session_id"], claims_of(answer.session)["session_id"]
        )

    def test_a_refresh_token_that_was_never_issued_is_refused_with_a_code(self):
        with self.assertRaises(AuthApiError) as refusal:
            Device().auth.refresh_session("aaaaaaaaaaaa")

        self.assertEqual(refusal.exception.status, 400)
        self.assertEqual(refusal.exception.code, "refresh_token_not_found")

    def test_claims_are_verified_by_the_published_keys_without_asking_for_the_user(self):
        device, answer = signed_in(stranger())
        device.requests.clear()

        verified = device.auth.get_claims()
        device.auth.get_claims()

        self.assertEqual(verified["claims"]["sub"], answer.user.id)
        self.assertEqual(verified["claims"]["role"], "authenticated")
        self.assertEqual(verified["headers"]["alg"], "ES256")
        self.assertEqual(device.requests, ["GET /auth/v1/.well-known/jwks.json"])

    def test_claims_that_somebody_changed_are_not_believed(self):
        device, answer = signed_in(stranger())
        header, _, signature = answer.session.access_token.split(".")
        claims = claims_of(answer.session) | {"role": "service_role"}
        forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

        with self.assertRaises(AuthInvalidJwtError):
            device.auth.get_claims(f"{header}.{forged}.{signature}")


if __name__ == "__main__":
    unittest.main()
