"""The unmodified supabase_auth against a running daemun, whose URL is in DAEMUN_URL, with the stand-in Kakao that it trusts
at KAKAO_URL. Runs with unittest, which Python brings."""

import base64
import hashlib
import json
import os
import secrets
import unittest

import httpx
from supabase_auth import SyncGoTrueClient, SyncMemoryStorage
from supabase_auth.errors import AuthApiError, AuthInvalidJwtError

DAEMUN_URL = os.environ["DAEMUN_URL"]
KAKAO_URL = os.environ["KAKAO_URL"]


class Device:
    """A client as an app on one device has it, with its own storage, and the requests that it has made."""

    def __init__(self):
        self.requests = []
        self.storage = SyncMemoryStorage()
        self.auth = SyncGoTrueClient(
            url=f"{DAEMUN_URL}/auth/v1",
            headers={"apikey": "anon-key-that-nobody-reads"},
            auto_refresh_token=False,
            storage=self.storage,
            storage_key="session",
            http_client=httpx.Client(event_hooks={"request": [self._note]}),
        )

    def _note(self, request):
        self.requests.append(f"{request.method} {request.url.path}")

    def stored(self):
        text = self.storage.get_item("session")
        return json.loads(text) if text else None


def stranger():
    """Somebody with a Kakao account who has not been here before."""
    sub = str(secrets.randbelow(2**47) + 1)
    return {"sub": sub, "nickname": "대문", "email": f"{sub}@example.com"}


def sign_in_at_kakao(**claims):
    """What Kakao's native SDK brings back: an ID token, and an access token of Kakao's."""
    response = httpx.post(f"{KAKAO_URL}/sandbox/id_token", json=claims)
    assert response.status_code == 200, response.text
    return response.json()


def signed_in(person):
    """A device on which the person has just signed in, and the answer."""
    device = Device()
    token = sign_in_at_kakao(**person)["id_token"]
    answer = device.auth.sign_in_with_id_token({"provider": "kakao", "token": token})
    return device, answer


def claims_of(session):
    payload = session.access_token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


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


class SignOut(unittest.TestCase):
    def test_the_global_scope_ends_every_session(self):
        self.check("global", here=True, elsewhere=True)

    def test_the_local_scope_ends_this_session_alone(self):
        self.check("local", here=True, elsewhere=False)

    def test_the_scope_others_ends_all_but_this_session(self):
        self.check("others", here=False, elsewhere=True)

    def check(self, scope, here, elsewhere):
        person = stranger()
        device, this = signed_in(person)
        _, other = signed_in(person)

        device.auth.sign_out({"scope": scope})

        self.assertEqual(device.stored() is None, here)
        self.assertEqual(self.has_ended(this.session), here)
        self.assertEqual(self.has_ended(other.session), elsewhere)

    def has_ended(self, session):
        """Whether the session can no longer be used, neither by its access token nor by its refresh token."""
        try:
            Device().auth.get_user(session.access_token)
        except AuthApiError as refusal:
            self.assertEqual(refusal.code, "session_not_found")
            with self.assertRaises(AuthApiError) as refresh:
                Device().auth.refresh_session(session.refresh_token)
            self.assertEqual(refresh.exception.code, "refresh_token_not_found")
            return True
        Device().auth.refresh_session(session.refresh_token)
        return False


if __name__ == "__main__":
    unittest.main()
