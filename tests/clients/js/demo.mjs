// The page of `daemun dev`: a person clicks through all of it. Where DEMO_SCREENSHOT is a path, a picture goes there.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newContext, startBrowser } from "./support/browser.mjs";
import { agree, cancel } from "./support/consent.mjs";
import { stranger } from "./support/device.mjs";
import { startProgram } from "./support/program.mjs";

let browser, address;
before(async () => {
  const [, service] = await startProgram(process.env.DAEMUN_PROGRAM, ["dev", "--port", "0"], {
    line: /service\s+(http:\/\/[\d.:]+)/,
  });
  address = `${service}/demo`;
  browser = await startBrowser();
});

/** The page in a new context, with what went wrong in it, and the hosts that it asked. */
async function opened(options = {}) {
  const context = await newContext(browser, { locale: "en-GB", ...options });
  const page = await context.newPage();
  const [faults, hosts] = [[], new Set()];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
  await page.goto(address);
  return { page, faults, hosts };
}

/** Signs in with the button of that flow. */
async function signIn(page, person, flow = "pkce") {
  await page.getByTestId(`sign-in-${flow}`).click();
  await agree(page, person);
  await page.getByTestId("session").waitFor();
}

const identity = (page, { sub }) => page.locator(`[data-testid=identity][data-subject="${sub}"]`);

test("a person signs in, refreshes, links, unlinks and signs out", async () => {
  const first = { sub: "2997924580", nickname: "문지기", email: "gate@example.com" };
  const second = { sub: "2718281828", nickname: "손님", email: "guest@example.com" };
  const { page, faults, hosts } = await opened({ viewport: { width: 1240, height: 1160 }, deviceScaleFactor: 1.5 });

  await signIn(page, first);
  assert.equal(await page.getByTestId("user-name").textContent(), first.nickname);
  assert.equal(await page.getByTestId("user-email").textContent(), first.email);
  await identity(page, first).waitFor();
  assert.equal(await page.evaluate(() => location.search), "", "the code is still in the address");

  assert.equal(await page.getByTestId("refresh-counter").textContent(), "0");
  await page.getByTestId("refresh").click();
  await page.getByTestId("refresh-counter").getByText("1", { exact: true }).waitFor();

  await page.getByTestId("link").click();
  await agree(page, second);
  await identity(page, second).waitFor();
  if (process.env.DEMO_SCREENSHOT) await page.screenshot({ path: process.env.DEMO_SCREENSHOT });

  await identity(page, second).getByTestId("unlink").click();
  await identity(page, second).waitFor({ state: "detached" });
  await identity(page, first).waitFor();

  await page.getByTestId("sign-out-global").click();
  await page.getByTestId("signed-out").waitFor();
  assert.deepEqual(faults, []);
  assert.deepEqual([...hosts], ["127.0.0.1"]);
});

test("the implicit flow brings a session too, and a note is kept with the user", async () => {
  const { page, faults } = await opened();
  await signIn(page, stranger(), "implicit");
  assert.equal(await page.evaluate(() => location.hash), "", "the tokens are still in the address");

  await page.getByTestId("note").fill("hello");
  await page.getByTestId("save-note").click();
  await page.getByTestId("done").waitFor();
  await page.getByTestId("get-user").click();

  assert.equal(await page.getByTestId("note").inputValue(), "hello");
  assert.deepEqual(faults, []);
});

test("an anonymous user who links an account stays the same", async () => {
  const person = stranger();
  const { page, faults } = await opened();
  await page.getByTestId("sign-in-anonymous").click();
  await page.getByTestId("anonymous").waitFor();
  const id = await page.getByTestId("user-id").textContent();

  await page.getByTestId("link").click();
  await agree(page, person);
  await identity(page, person).waitFor();

  assert.equal(await page.getByTestId("user-id").textContent(), id);
  assert.equal(await page.getByTestId("anonymous").isVisible(), false);
  assert.deepEqual(faults, []);
});

test("the last account cannot be unlinked, and the page says so", async () => {
  const person = stranger();
  const { page } = await opened();
  await signIn(page, person);

  await identity(page, person).getByTestId("unlink").click();

  await page.getByTestId("problem").getByText("single_identity_not_deletable").waitFor();
  await identity(page, person).waitFor();
});

test("a person who cancels is told so", async () => {
  const { page } = await opened();
  await page.getByTestId("sign-in-pkce").click();

  await cancel(page);

  await page.getByTestId("problem").getByText("access_denied").waitFor();
  await page.getByTestId("signed-out").waitFor();
});
