// What every example has to do, whatever it is made of: the session is the server's business and kept in cookies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newContext } from "./browser.mjs";
import { agree, cancel } from "./consent.mjs";
import { device, hasEnded, stranger } from "./device.mjs";

const signIn = "text=Sign in with Kakao";

/** The session that the browser's cookies hold, as @supabase/ssr writes them: in pieces, one after another. */
async function sessionIn(context) {
  const cookies = (await context.cookies()).filter(({ name }) => /-auth-token(\.\d+)?$/.test(name));
  assert.ok(cookies.every((cookie) => cookie.httpOnly), "a script can read the session");
  if (cookies.length === 0) return null;
  cookies.sort((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
  const text = cookies.map((cookie) => cookie.value).join("").replace(/^base64-/, "");
  return JSON.parse(Buffer.from(text, "base64url").toString());
}

/** Declares the tests of an example; `example()` has its address and a browser once they run. */
export function behavesAsAnApp(example, options = {}) {
  async function signedIn(person) {
    const { browser, address } = example();
    const context = await newContext(browser, options);
    const page = await context.newPage();
    await page.goto(address);
    await page.click(signIn);
    await agree(page, person);
    await page.waitForSelector(`text=Hello, ${person.nickname}`);
    return { context, page };
  }

  test("a person who signs in sees a page that the server made for them", async () => {
    const { context, page } = await signedIn(stranger());

    const { user } = await sessionIn(context);

    assert.equal(new URL(page.url()).pathname, "/");
    assert.equal(await page.textContent("code"), user.id);
    const html = await (await page.reload()).text();
    assert.ok(html.includes(user.id), "the page is not the server's");
  });

  test("a session that is about to expire is refreshed on the way to a page", async () => {
    const { context, page } = await signedIn(stranger());
    const before = await sessionIn(context);

    await page.reload();
    const after = await sessionIn(context);

    assert.equal(await page.textContent("code"), before.user.id);
    assert.notEqual(after.refresh_token, before.refresh_token);
    assert.equal(await hasEnded(after), false);
  });

  test("a person who signs out is out, on the server too", async () => {
    const { context, page } = await signedIn(stranger());
    const { access_token } = await sessionIn(context);

    await page.click("text=Sign out");
    await page.waitForSelector(signIn);

    assert.equal(await sessionIn(context), null);
    const { error } = await device().auth.getUser(access_token);
    assert.equal(error.name, "AuthSessionMissingError");
  });

  test("a person who cancels is told so", async () => {
    const { browser, address } = example();
    const page = await (await newContext(browser, options)).newPage();
    await page.goto(address);

    await page.click(signIn);
    await cancel(page);

    assert.match(await page.textContent("[role=alert]:has-text('Signing')"), /access_denied/);
  });
}
