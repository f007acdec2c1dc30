// linkIdentity, getUserIdentities and unlinkIdentity, by ID token and by redirect.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newContext, startBrowser } from "./support/browser.mjs";
import { agree } from "./support/consent.mjs";
import { device, hasEnded, sessionIdOf, signInAtKakao, signedIn, stranger } from "./support/device.mjs";
import { awake, signedInPage, startSite } from "./support/site.mjs";
import { refused, succeeded } from "./support/verdict.mjs";

let browser, site;
before(async () => {
  browser = await startBrowser();
  site = await startSite();
});

/** The same user with a second Kakao account. */
async function link(here, person) {
  const { id_token } = await signInAtKakao(person);
  return here.auth.linkIdentity({ provider: "kakao", token: id_token });
}

async function subjects({ auth }) {
  const { identities } = succeeded(await auth.getUserIdentities());
  return identities.map((identity) => identity.id);
}

test("a second account is linked by its ID token, and either signs in the same user", async () => {
  const [first, second] = [stranger(), stranger()];
  const here = await signedIn(first);

  const linked = succeeded(await link(here, second));

  assert.equal(linked.user.id, here.user.id);
  assert.equal(linked.user.email, first.email);
  assert.notEqual(sessionIdOf(linked.session), sessionIdOf(here.session));
  assert.equal(here.stored().access_token, linked.session.access_token);
  assert.deepEqual(await subjects(here), [first.sub, second.sub]);
  assert.equal((await signedIn(second)).user.id, here.user.id);
});

test("an account that is linked already is refused, in words that tell whose it is", async () => {
  const [person, other] = [stranger(), stranger()];
  const here = await signedIn(person);
  await signedIn(other);

  const own = refused(await link(here, person), 422, "identity_already_exists");
  const foreign = refused(await link(here, other), 422, "identity_already_exists");

  assert.equal(own.message, "Identity is already linked");
  assert.equal(foreign.message, "Identity is already linked to another user");
});

test("an account that was unlinked signs in a user of its own", async () => {
  const [first, second] = [stranger(), stranger()];
  const here = await signedIn(first);
  succeeded(await link(here, second));
  const { identities } = succeeded(await here.auth.getUserIdentities());

  const answer = succeeded(await here.auth.unlinkIdentity(identities[1]));

  assert.deepEqual(answer, {});
  assert.deepEqual(await subjects(here), [first.sub]);
  assert.equal(await hasEnded(here.session), false);
  assert.notEqual((await signedIn(second)).user.id, here.user.id);
});

test("the last identity stays, and so does one of somebody else", async () => {
  const [first, second] = [stranger(), stranger()];
  const here = await signedIn(first);
  const [own] = here.user.identities;

  refused(await here.auth.unlinkIdentity(own), 422, "single_identity_not_deletable");
  succeeded(await link(here, second));
  const { user } = await signedIn(stranger());
  refused(await here.auth.unlinkIdentity(user.identities[0]), 422, "identity_not_found");

  assert.deepEqual(await subjects(here), [first.sub, second.sub]);
});

test("nobody links without being signed in", async () => {
  // The client sends its key as bearer, which is nobody's token.
  refused(await link(device(), stranger()), 403, "bad_jwt");
});

for (const flow of ["implicit", "pkce"]) {
  test(`a second account is linked by redirect and unlinked (${flow})`, async () => {
    const [first, second] = [stranger(), stranger()];
    const { page, user } = await signedInPage(await newContext(browser), `${site}/${flow}`, first);

    await page.evaluate(() => {
      auth.linkIdentity({ provider: "kakao", options: { redirectTo: location.href } });
    });
    await agree(page, second);
    const { error, session } = await awake(page, `${site}/${flow}`);

    assert.equal(error, null);
    assert.equal(session.user.id, user.id);
    assert.deepEqual(session.user.identities.map((identity) => identity.id), [first.sub, second.sub]);
    const left = await page.evaluate(async () => {
      const { data } = await auth.getUserIdentities();
      const { error } = await auth.unlinkIdentity(data.identities[1]);
      const { data: after } = await auth.getUserIdentities();
      return { error: shown(error), subjects: after.identities.map((identity) => identity.id) };
    });
    assert.deepEqual(left, { error: null, subjects: [first.sub] });
  });

  test(`an account of somebody else is not linked by redirect (${flow})`, async () => {
    const [first, other] = [stranger(), stranger()];
    await signedIn(other);
    const { page } = await signedInPage(await newContext(browser), `${site}/${flow}`, first);

    await page.evaluate(() => {
      auth.linkIdentity({ provider: "kakao", options: { redirectTo: location.href } });
    });
    await agree(page, other);
    const { error, session } = await awake(page, `${site}/${flow}`);

    assert.equal(error.message, "Identity is already linked to another user");
    assert.equal(error.details?.code ?? error.code, "identity_already_exists");
    assert.deepEqual(session?.user.identities.map((identity) => identity.id), [first.sub]);
  });
}
