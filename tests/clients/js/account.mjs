// updateUser: what an app keeps with its user.

import assert from "node:assert/strict";
import { test } from "node:test";
import { claimsOf, device, signedIn, stranger } from "./support/device.mjs";
import { refused, succeeded } from "./support/verdict.mjs";

test("data is merged, and null takes a member away", async () => {
  const person = stranger();
  const { auth, stored } = await signedIn(person);

  succeeded(await auth.updateUser({ data: { theme: "dark", size: 3 } }));
  const { user } = succeeded(await auth.updateUser({ data: { theme: null, language: "ko" } }));

  assert.equal(user.user_metadata.theme, undefined);
  assert.equal(user.user_metadata.size, 3);
  assert.equal(user.user_metadata.language, "ko");
  assert.equal(user.user_metadata.name, person.nickname);
  assert.deepEqual(stored().user.user_metadata, user.user_metadata);
});

test("the next access token carries what was changed", async () => {
  const { auth } = await signedIn(stranger());
  succeeded(await auth.updateUser({ data: { theme: "dark" } }));

  const { session } = succeeded(await auth.refreshSession());

  assert.equal(claimsOf(session).user_metadata.theme, "dark");
});

test("nothing to change is no error", async () => {
  const { auth, user } = await signedIn(stranger());

  const answer = succeeded(await auth.updateUser({}));

  assert.equal(answer.user.id, user.id);
});

test("an e-mail or a password of one's own is off, and the client knows why", async () => {
  const { auth } = await signedIn(stranger());

  refused(await auth.updateUser({ email: "new@example.com" }), 422, "email_provider_disabled");
  refused(await auth.updateUser({ password: "a good password" }), 422, "email_provider_disabled");
  const { error } = await auth.updateUser({ password: "short" });
  assert.equal(error.name, "AuthWeakPasswordError");
  assert.deepEqual(error.reasons, ["length"]);
});

test("nobody is changed without being signed in", async () => {
  const { error } = await device().auth.updateUser({ data: { theme: "dark" } });

  assert.equal(error.name, "AuthSessionMissingError");
});
