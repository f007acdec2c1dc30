// signInWithOAuth in a real browser: by way of the stand-in Kakao's consent page and back to the site, in both flows.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newContext, startBrowser } from "./support/browser.mjs";
import { agree, arrives, cancel } from "./support/consent.mjs";
import { hasEnded, sessionIdOf, signedIn, stranger } from "./support/device.mjs";
import { awake, startSite } from "./support/site.mjs";

let browser, site;
before(async () => {
  browser = await startBrowser();
  site = await startSite();
});

/** A page of the site in a context of its own, on its way to Kakao. */
async function leaving(flow, options = {}) {
  const page = await (await newContext(browser)).newPage();
  await page.goto(`${site}/${flow}`);
  await page.evaluate((options) => {
    auth.signInWithOAuth({ provider: "kakao", options: { redirectTo: location.href, ...options } });
  }, options);
  return page;
}

for (const flow of ["implicit", "pkce"]) {
  test(`a person who agrees is signed in on the site (${flow})`, async () => {
    const person = stranger();
    const page = await leaving(flow);

    await agree(page, person);
    const { error, session, url } = await awake(page, `${site}/${flow}`);

    assert.equal(error, null);
    assert.equal(session.user.email, person.email);
    assert.equal(session.user.user_metadata.name, person.nickname);
    assert.deepEqual(session.user.identities.map((identity) => identity.id), [person.sub]);
    assert.equal(typeof session.provider_token, "string");
    assert.equal(typeof session.provider_refresh_token, "string");
    assert.equal(url.search + url.hash, "", "what came back is still in the address");
    assert.equal(await hasEnded(session), false);
  });

  test(`a person who comes by redirect and by ID token is one user (${flow})`, async () => {
    const person = stranger();
    const native = await signedIn(person);
    const page = await leaving(flow);

    await agree(page, person);
    const { session } = await awake(page, `${site}/${flow}`);

    assert.equal(session.user.id, native.user.id);
    assert.notEqual(sessionIdOf(session), sessionIdOf(native.session));
  });

  test(`a person who cancels is told so, and is not signed in (${flow})`, async () => {
    const page = await leaving(flow);

    await cancel(page);
    const { error, session } = await awake(page, `${site}/${flow}`);

    assert.equal(session, null);
    assert.equal(error.name, "AuthImplicitGrantRedirectError");
    assert.deepEqual(error.details, { error: "access_denied", code: "access_denied" });
    assert.notEqual(error.message, "");
  });
}

test("scopes and what Kakao knows are handed on, and nothing else", async () => {
  const page = await leaving("pkce", { scopes: "friends talk_message", queryParams: { prompt: "login", lang: "ko", other: "x" } });

  await arrives(page);
  const asked = new URL(page.url()).searchParams;

  const scopes = asked.get("scope").split(/[ ,]+/);
  for (const scope of ["openid", "profile_nickname", "friends", "talk_message"]) {
    assert.ok(scopes.includes(scope), `${scope} is not in ${scopes}`);
  }
  assert.equal(asked.get("prompt"), "login");
  assert.equal(asked.get("lang"), "ko");
  for (const kept of ["other", "redirect_to", "code_challenge", "provider"]) {
    assert.equal(asked.get(kept), null, `${kept} went to Kakao`);
  }
});

test("a code cannot be exchanged by a page that did not begin", async () => {
  const page = await leaving("pkce");
  const callback = page.waitForRequest((request) => request.url().startsWith(`${site}/pkce?code=`));
  // The thief is faster: the page itself never wakes up on the code.
  await page.route(`${site}/pkce?code=*`, (route) => route.abort());
  await agree(page, stranger());
  const stolen = (await callback).url();

  const thief = await (await newContext(browser)).newPage();
  await thief.goto(stolen);
  const { session } = await awake(thief, `${site}/pkce`);

  assert.equal(session, null);
});
