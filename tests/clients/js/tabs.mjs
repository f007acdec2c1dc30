// Ten tabs of one site, which share a storage, refresh one session at the same moment.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newContext, startBrowser } from "./support/browser.mjs";
import { hasEnded, stranger } from "./support/device.mjs";
import { signedInPage, startSite } from "./support/site.mjs";

const TABS = 10;

let browser, site;
before(async () => {
  browser = await startBrowser();
  site = await startSite();
});

/** Holds the refreshes of all tabs back until the last has come, so that all carry the same token; what is sent and answered. */
async function gathered(context) {
  const [sent, answered] = [[], []];
  let open;
  const all = new Promise((resolve) => (open = resolve));
  await context.route("**/token?grant_type=refresh_token", async (route) => {
    sent.push(route.request().postDataJSON().refresh_token);
    if (sent.length >= TABS) open();
    await all;
    const response = await route.fetch();
    answered.push({ status: response.status(), refresh_token: (await response.json()).refresh_token });
    await route.fulfill({ response });
  });
  return { sent, answered };
}

test("all tabs stay signed in, with one session that goes on working", async () => {
  const context = await newContext(browser);
  const { page, user } = await signedInPage(context, `${site}/pkce`, stranger());
  const others = await Promise.all(Array.from({ length: TABS - 1 }, () => context.newPage()));
  await Promise.all(others.map((tab) => tab.goto(`${site}/pkce`)));
  const tabs = [page, ...others];
  const { sent, answered } = await gathered(context);

  const errors = await Promise.all(tabs.map((tab) => tab.evaluate(async () => (await auth.refreshSession()).error?.name)));

  assert.equal(new Set(sent).size, 1, "they did not refresh at once");
  assert.equal(answered.length, TABS);
  for (const answer of answered) assert.deepEqual(answer, { status: 200, refresh_token: answered[0].refresh_token });
  // A tab drops its answer where it finds that another one has stored a newer session meanwhile.
  assert.ok(errors.every((name) => name === undefined || name === "AuthRefreshDiscardedError"), String(errors));
  const kept = await Promise.all(
    tabs.map((tab) =>
      tab.evaluate(async () => {
        const { data } = await auth.getSession();
        const { data: asked, error } = await auth.getUser();
        return { error: shown(error), user: asked.user?.id, refresh_token: data.session?.refresh_token };
      }),
    ),
  );
  for (const tab of kept) {
    assert.deepEqual(tab, { error: null, user: user.id, refresh_token: answered[0].refresh_token });
  }
  const last = await page.evaluate(async () => (await auth.getSession()).data.session);
  assert.equal(await hasEnded(last), false);
});
