// signInAnonymously, and what becomes of the user who then links a Kakao account: the same one.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newContext, startBrowser } from "./support/browser.mjs";
import { agree } from "./support/consent.mjs";
import { claimsOf, device, signInAtKakao, signedIn, stranger } from "./support/device.mjs";
import { awake, startSite } from "./support/site.mjs";
import { succeeded } from "./support/verdict.mjs";

let browser, site;
before(async () => {
  browser = await startBrowser();
  site = await startSite();
});

test("somebody without an account is a user", async () => {
  const { auth, stored } = device();

  const { user, session } = succeeded(await auth.signInAnonymously({ options: { data: { theme: "dark" } } }));
  const asked = succeeded(await auth.getUser());

  assert.equal(user.is_anonymous, true);
  assert.equal(user.email, "");
  assert.deepEqual(user.user_metadata, { theme: "dark" });
  assert.deepEqual(user.identities, []);
  assert.equal(claimsOf(session).is_anonymous, true);
  assert.equal(claimsOf(session).amr[0].method, "anonymous");
  assert.equal(stored().user.id, user.id);
  assert.equal(asked.user.id, user.id);
});

test("an anonymous session is refreshed and stays anonymous", async () => {
  const { auth } = device();
  const { user } = succeeded(await auth.signInAnonymously());

  const refreshed = succeeded(await auth.refreshSession());

  assert.equal(refreshed.user.id, user.id);
  assert.equal(claimsOf(refreshed.session).is_anonymous, true);
});

test("an account that is linked by its ID token makes the anonymous user a lasting one", async () => {
  const person = stranger();
  const { auth } = device();
  const { user } = succeeded(await auth.signInAnonymously({ options: { data: { theme: "dark" } } }));
  const { id_token } = await signInAtKakao(person);

  const linked = succeeded(await auth.linkIdentity({ provider: "kakao", token: id_token }));

  assert.equal(linked.user.id, user.id);
  assert.equal(linked.user.is_anonymous, false);
  assert.equal(linked.user.email, person.email);
  assert.equal(linked.user.user_metadata.theme, "dark");
  assert.equal(claimsOf(linked.session).is_anonymous, false);
  assert.equal((await signedIn(person)).user.id, user.id);
});

for (const flow of ["implicit", "pkce"]) {
  test(`an account that is linked by redirect does the same (${flow})`, async () => {
    const person = stranger();
    const page = await (await newContext(browser)).newPage();
    await page.goto(`${site}/${flow}`);
    const id = await page.evaluate(async () => (await auth.signInAnonymously()).data.user.id);

    await page.evaluate(() => {
      auth.linkIdentity({ provider: "kakao", options: { redirectTo: location.href } });
    });
    await agree(page, person);
    const { error, session } = await awake(page, `${site}/${flow}`);

    assert.equal(error, null);
    assert.equal(session.user.id, id);
    assert.equal(session.user.is_anonymous, false);
    assert.equal((await signedIn(person)).user.id, id);
  });
}
