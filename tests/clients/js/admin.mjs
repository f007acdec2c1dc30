// auth.admin: what a back end does with its key.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { backEnd, device, hasEnded, signInAtKakao, signedIn, stranger } from "./support/device.mjs";
import { refused, succeeded } from "./support/verdict.mjs";

const admin = backEnd();

/** A user whom a back end made. */
async function made(attributes = {}) {
  const { user } = succeeded(await admin.createUser({ email: `${randomUUID()}@example.com`, ...attributes }));
  return user;
}

test("a user is made with what the back end says", async () => {
  const email = `${randomUUID()}@example.com`;

  const user = await made({ email, email_confirm: true, user_metadata: { name: "대문" }, app_metadata: { plan: "pro" } });

  assert.equal(user.email, email);
  assert.ok(user.email_confirmed_at);
  assert.equal(user.user_metadata.name, "대문");
  assert.equal(user.app_metadata.plan, "pro");
  assert.equal(user.role, "authenticated");
});

test("what cannot be made is refused with its code", async () => {
  const { email } = await made();

  refused(await admin.createUser({ email }), 422, "email_exists");
  refused(await admin.createUser({}), 400, "validation_failed");
});

test("a user is found by the id", async () => {
  const known = await made();

  const { user } = succeeded(await admin.getUserById(known.id));

  assert.equal(user.email, known.email);
  refused(await admin.getUserById(randomUUID()), 404, "user_not_found");
});

test("a user is changed, and metadata is merged", async () => {
  const { id } = await made({ user_metadata: { name: "대문", theme: "dark" } });
  const email = `${randomUUID()}@example.com`;

  const { user } = succeeded(
    await admin.updateUserById(id, { email, user_metadata: { theme: null }, app_metadata: { plan: "pro" } }),
  );

  assert.equal(user.email, email);
  assert.equal(user.user_metadata.name, "대문");
  assert.equal(user.user_metadata.theme, undefined);
  assert.equal(user.app_metadata.plan, "pro");
  refused(await admin.updateUserById(randomUUID(), { email }), 404, "user_not_found");
});

test("a ban acts at once and everywhere, and ends when it is lifted", async () => {
  const person = stranger();
  const here = await signedIn(person);

  const banned = succeeded(await admin.updateUserById(here.user.id, { ban_duration: "24h" }));
  const { id_token } = await signInAtKakao(person);
  const again = await device().auth.signInWithIdToken({ provider: "kakao", token: id_token });
  const asked = await here.auth.getUser();
  const refreshed = await here.auth.refreshSession();

  assert.ok(Date.parse(banned.user.banned_until) > Date.now());
  refused(again, 403, "user_banned");
  refused(asked, 403, "user_banned");
  refused(refreshed, 400, "user_banned");
  succeeded(await admin.updateUserById(here.user.id, { ban_duration: "none" }));
  assert.equal((await signedIn(person)).user.id, here.user.id);
});

test("a user who is deleted is gone, with every session", async () => {
  const person = stranger();
  const { user, session, auth } = await signedIn(person);

  succeeded(await admin.deleteUser(user.id));

  refused(await auth.getUser(session.access_token), 403, "user_not_found");
  refused(await device().auth.refreshSession(session), 400, "refresh_token_not_found");
  refused(await admin.getUserById(user.id), 404, "user_not_found");
  assert.notEqual((await signedIn(person)).user.id, user.id);
});

test("a user who is deleted softly stays in the list, without a name", async () => {
  const person = stranger();
  const { user, session } = await signedIn(person);

  succeeded(await admin.deleteUser(user.id, true));

  const { user: left } = succeeded(await admin.getUserById(user.id));
  assert.ok(left.deleted_at);
  assert.notEqual(left.email, person.email);
  assert.deepEqual(left.user_metadata, {});
  assert.equal(await hasEnded(session), true);
  assert.notEqual((await signedIn(person)).user.id, user.id);
});

test("a back end signs a user out by the user's token", async () => {
  for (const [scope, elsewhereEnds] of [["global", true], ["local", false]]) {
    const person = stranger();
    const [here, elsewhere] = [await signedIn(person), await signedIn(person)];

    succeeded(await admin.signOut(here.session.access_token, scope));

    assert.equal(await hasEnded(here.session), true);
    assert.equal(await hasEnded(elsewhere.session), elsewhereEnds);
  }
});

test("a user's key does nothing here", async () => {
  const here = await signedIn(stranger());
  const response = await fetch(`${process.env.DAEMUN_URL}/auth/v1/admin/users`, {
    headers: { Authorization: `Bearer ${here.session.access_token}`, "X-Supabase-Api-Version": "2024-01-01" },
  });

  assert.equal(response.status, 403);
  assert.equal((await response.json()).code, "not_admin");
});
