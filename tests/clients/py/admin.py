"""What a back end does with its key."""

import unittest
import uuid

from supabase_auth.errors import AuthApiError

from support import Device, back_end, has_ended, sign_in_at_kakao, signed_in, stranger

ADMIN = back_end()


def made(**attributes):
    """A user whom a back end made."""
    return ADMIN.create_user({"email": f"{uuid.uuid4()}@example.com", **attributes}).user


class Admin(unittest.TestCase):
    def refused(self, status, code, call, *arguments):
        with self.assertRaises(AuthApiError) as refusal:
            call(*arguments)
        self.assertEqual((refusal.exception.status, refusal.exception.code), (status, code))

    def test_users_are_listed_in_pages_newest_first(self):
        users = [made() for _ in range(3)]

        first = ADMIN.list_users(page=1, per_page=2)
        second = ADMIN.list_users(page=2, per_page=2)

        self.assertEqual([user.id for user in first], [users[2].id, users[1].id])
        self.assertEqual(second[0].id, users[0].id)
        self.assertIn(users[0].id, [user.id for user in ADMIN.list_users()])

    def test_a_user_is_made_found_and_changed(self):
        user = made(email_confirm=True, user_metadata={"name": "대문", "theme": "dark"})
        self.assertTrue(user.email_confirmed_at)

        changed = ADMIN.update_user_by_id(
            user.id, {"user_metadata": {"theme": None}, "app_metadata": {"plan": "pro"}}
        ).user

        self.assertEqual(changed.user_metadata["name"], "대문")
        self.assertNotIn("theme", changed.user_metadata)
        self.assertEqual(ADMIN.get_user_by_id(user.id).user.app_metadata["plan"], "pro")

    def test_what_cannot_be_is_refused_with_its_code(self):
        email = made().email

        self.refused(422, "email_exists", ADMIN.create_user, {"email": email})
        self.refused(404, "user_not_found", ADMIN.get_user_by_id, str(uuid.uuid4()))

    def test_a_ban_acts_at_once_and_everywhere(self):
        person = stranger()
        device, answer = signed_in(person)

        ADMIN.update_user_by_id(answer.user.id, {"ban_duration": "24h"})

        token = sign_in_at_kakao(**person)["id_token"]
        again = {"provider": "kakao", "token": token}
        self.refused(403, "user_banned", Device().auth.sign_in_with_id_token, again)
        self.refused(403, "user_banned", device.auth.get_user)
        self.refused(400, "user_banned", device.auth.refresh_session)

    def test_a_user_who_is_deleted_is_gone(self):
        person = stranger()
        device, answer = signed_in(person)

        ADMIN.delete_user(answer.user.id)

        self.refused(403, "user_not_found", device.auth.get_user)
        self.refused(404, "user_not_found", ADMIN.get_user_by_id, answer.user.id)
        self.assertNotEqual(signed_in(person)[1].user.id, answer.user.id)

    def test_a_user_who_is_deleted_softly_stays_without_a_name(self):
        person = stranger()
        _, answer = signed_in(person)

        ADMIN.delete_user(answer.user.id, should_soft_delete=True)

        left = ADMIN.get_user_by_id(answer.user.id).user
        self.assertNotEqual(left.email, person["email"])
        self.assertEqual(left.user_metadata, {})
        self.assertTrue(has_ended(answer.session))

    def test_a_back_end_signs_a_user_out_by_the_user_s_token(self):
        for scope, elsewhere_ends in (("global", True), ("local", False)):
            person = stranger()
            _, here = signed_in(person)
            _, elsewhere = signed_in(person)

            with self.subTest(scope):
                ADMIN.sign_out(here.session.access_token, scope)

                self.assertTrue(has_ended(here.session))
                self.assertEqual(has_ended(elsewhere.session), elsewhere_ends)


if __name__ == "__main__":
    unittest.main()
