"""Anonymous users, further accounts, and what an app keeps with its user."""

import unittest

from supabase_auth.errors import AuthApiError

from support import SITE, Device, agree, claims_of, code_in, signed_in, stranger


def link(device, person):
    """Where the browser ends when the person links an account on the device."""
    options = {"redirect_to": SITE}
    url = device.auth.link_identity({"provider": "kakao", "options": options}).url
    return agree(url, person)


def subjects(device):
    return [identity.id for identity in device.auth.get_user_identities().identities]


class Linking(unittest.TestCase):
    def test_a_second_account_is_linked_by_redirect_and_unlinked(self):
        first, second = stranger(), stranger()
        device, answer = signed_in(first)

        self.assertIn("#access_token=", link(device, second))

        self.assertEqual(subjects(device), [first["sub"], second["sub"]])
        self.assertEqual(signed_in(second)[1].user.id, answer.user.id)
        identities = device.auth.get_user_identities().identities
        device.auth.unlink_identity(identities[1])
        self.assertEqual(subjects(device), [first["sub"]])
        self.assertNotEqual(signed_in(second)[1].user.id, answer.user.id)

    def test_with_pkce_the_link_takes_effect_at_the_exchange(self):
        first, second = stranger(), stranger()
        device = Device("pkce")
        options = {"redirect_to": SITE}
        url = device.auth.sign_in_with_oauth({"provider": "kakao", "options": options}).url
        device.auth.exchange_code_for_session({"auth_code": code_in(agree(url, first))})
        code = code_in(link(device, second))

        self.assertEqual(subjects(device), [first["sub"]])
        device.auth.exchange_code_for_session({"auth_code": code})

        self.assertEqual(subjects(device), [first["sub"], second["sub"]])

    def test_the_last_identity_stays(self):
        device, answer = signed_in(stranger())

        with self.assertRaises(AuthApiError) as refusal:
            device.auth.unlink_identity(answer.user.identities[0])

        self.assertEqual(refusal.exception.status, 422)
        self.assertEqual(refusal.exception.code, "single_identity_not_deletable")


class Anonymous(unittest.TestCase):
    def test_linking_makes_an_anonymous_user_a_lasting_one(self):
        person = stranger()
        device = Device()
        answer = device.auth.sign_in_anonymously({"options": {"data": {"theme": "dark"}}})
        self.assertTrue(answer.user.is_anonymous)
        self.assertEqual(answer.user.user_metadata, {"theme": "dark"})
        self.assertTrue(claims_of(answer.session)["is_anonymous"])

        link(device, person)

        user = device.auth.get_user().user
        self.assertEqual(user.id, answer.user.id)
        self.assertFalse(user.is_anonymous)
        self.assertEqual(user.email, person["email"])
        self.assertEqual(signed_in(person)[1].user.id, answer.user.id)


class Account(unittest.TestCase):
    def test_data_is_merged_and_null_takes_a_member_away(self):
        person = stranger()
        device, _ = signed_in(person)

        device.auth.update_user({"data": {"theme": "dark", "size": 3}})
        user = device.auth.update_user({"data": {"theme": None, "language": "ko"}}).user

        self.assertNotIn("theme", user.user_metadata)
        self.assertEqual(user.user_metadata["size"], 3)
        self.assertEqual(user.user_metadata["language"], "ko")
        self.assertEqual(user.user_metadata["name"], person["nickname"])


if __name__ == "__main__":
    unittest.main()
