// Signing in with an ID token, and what a session is good for.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { claimsOf, device, sessionIdOf, signInAtKakao, signedIn, stranger } from "./support/device.mjs";

test("a token with a nonce signs in, and the session is kept with its user", async () => {
  const person = stranger();
  const nonce = randomBytes(16).toString("hex");
  const hashed = createHash("sha256").update(nonce).digest("hex");
  const { id_token, access_token } = await signInAtKakao({ ...person, nonce: hashed });
  const { auth, stored } = device();

  const { data, error } = await auth.signInWithIdToken({
    provider: "kakao",
    token: id_token,
    access_token,
    nonce,
  });

  assert.equal(error, null);
  assert.equal(data.user.email, person.email);
  assert.equal(data.user.user_metadata.name, person.nickname);
  assert.deepEqual(data.user.app_metadata, { provider: "kakao", providers: ["kakao"] });
  assert.equal(data.user.identities.length, 1);
  assert.equal(data.user.identities[0].id, person.sub);
  const kept = stored();
  assert.equal(kept.token_type, "bearer");
  assert.equal(kept.expires_in, 3600);
  assert.ok(kept.expires_at > Date.now() / 1000);
  assert.equal(kept.access_token, data.session.access_token);
  assert.equal(kept.refresh_token, data.session.refresh_token);
  assert.equal(kept.user.id, data.user.id);
});

test("a token without a nonce signs in the same person under the same id", async () => {
  const person = stranger();

  const first = await signedIn(person);
  const second = await signedIn(person);

  assert.equal(second.user.id, first.user.id);
  assert.notEqual(second.session.refresh_token, first.session.refresh_token);
});

test("a wrong nonce is refused in words", async () => {
  const { id_token } = await signInAtKakao({ ...stranger(), raw_nonce: "the one" });

  const { data, error } = await device().auth.signInWithIdToken({
    provider: "kakao",
    token: id_token,
    nonce: "another",
  });

  assert.equal(data.session, null);
  assert.equal(error.status, 400);
  assert.equal(error.message, "Nonces mismatch");
});

test("an expired token and garbage are refused in words", async () => {
  const { id_token } = await signInAtKakao({ ...stranger(), expires_in: -3600 });

  for (const token of [id_token, "garbage"]) {
    const { data, error } = await device().auth.signInWithIdToken({ provider: "kakao", token });

    assert.equal(data.session, null);
    assert.equal(error.status, 400);
    assert.equal(error.message, "Bad ID token");
  }
});

test("a provider that is not there is refused with a code", async () => {
  const { error } = await device().auth.signInWithIdToken({ provider: "nobody", token: "garbage" });

  assert.equal(error.status, 400);
  assert.equal(error.code, "validation_failed");
});

test("the user is told to whoever is signed in", async () => {
  const person = stranger();
  const { auth, user } = await signedIn(person);

  const { data, error } = await auth.getUser();

  assert.equal(error, null);
  assert.equal(data.user.id, user.id);
  assert.equal(data.user.email, person.email);
  assert.equal(data.user.identities[0].provider, "kakao");
});

test("a refresh brings new tokens for the same session and user", async () => {
  const { auth, session, user, stored } = await signedIn(stranger());

  const { data, error } = await auth.refreshSession();

  assert.equal(error, null);
  assert.equal(data.user.id, user.id);
  assert.notEqual(data.session.refresh_token, session.refresh_token);
  assert.equal(stored().refresh_token, data.session.refresh_token);
  assert.equal(sessionIdOf(data.session), sessionIdOf(session));
});

test("a refresh token that was never issued is refused with a code", async () => {
  const { error } = await device().auth.refreshSession({ refresh_token: "aaaaaaaaaaaa" });

  assert.equal(error.status, 400);
  assert.equal(error.code, "refresh_token_not_found");
});

test("claims are verified by the published keys, without asking for the user", async () => {
  const { auth, user, requests } = await signedIn(stranger());
  requests.length = 0;

  const { data, error } = await auth.getClaims();
  const again = await auth.getClaims();

  assert.equal(error, null);
  assert.equal(again.error, null);
  assert.equal(data.claims.sub, user.id);
  assert.equal(data.claims.role, "authenticated");
  assert.equal(data.header.alg, "ES256");
  assert.deepEqual(requests, ["GET /auth/v1/.well-known/jwks.json"]);
});

test("claims that somebody changed are not believed", async () => {
  const { auth, session } = await signedIn(stranger());
  const [header, , signature] = session.access_token.split(".");
  const claims = { ...claimsOf(session), role: "service_role" };
  const forged = Buffer.from(JSON.stringify(claims)).toString("base64url");

  const { data, error } = await auth.getClaims(`${header}.${forged}.${signature}`);

  assert.equal(data, null);
  assert.equal(error.message, "Invalid JWT signature");
});
