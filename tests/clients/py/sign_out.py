"""Signing out in each scope, and what becomes of the other sessions."""

import unittest

from support import has_ended, signed_in, stranger


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
        self.assertEqual(has_ended(this.session), here)
        self.assertEqual(has_ended(other.session), elsewhere)


if __name__ == "__main__":
    unittest.main()
