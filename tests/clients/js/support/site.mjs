// A site with one static page that loads supabase-js as its package has it for browsers, and nothing else.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { anonKey, daemunUrl, signInAtKakao } from "./device.mjs";
import { atTheEnd } from "./ends.mjs";

const library = new URL("../../node_modules/@supabase/supabase-js/dist/umd/supabase.js", import.meta.url);

/** What the client at `address` made of the URL that it woke up on. */
export async function awake(page, address) {
  await page.waitForURL((url) => url.href.startsWith(address));
  const seen = await page.evaluate(async () => {
    const { error } = await ready;
    const { data } = await auth.getSession();
    return { error: shown(error), session: data.session, href: location.href };
  });
  return { ...seen, url: new URL(seen.href) };
}

/** Serves the page on a port of its own; its path is the flow. Gives the address. */
export async function startSite() {
  const script = await readFile(library);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://site");
    if (pathname === "/supabase.js") {
      response.setHeader("Content-Type", "text/javascript").end(script);
    } else if (pathname === "/implicit" || pathname === "/pkce") {
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(page(pathname.slice(1)));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  atTheEnd(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** `ready` is what the client made of the URL that it woke up on; `shown` is an error as a test may look at it. */
function page(flowType) {
  const options = JSON.stringify({ auth: { flowType, autoRefreshToken: false } });
  return `<!doctype html>
<title>${flowType}</title>
<script src="/supabase.js"></script>
<script>
  const { auth } = supabase.createClient("${daemunUrl}", "${anonKey}", ${options});
  const ready = auth.initialize();
  function shown(error) {
    if (!error) return null;
    const { name, message, code, status, details } = error;
    return { name, message, code, status, details };
  }
</script>`;
}

/** A page at `address` on which `person` has signed in, as an app does that has an ID token; and the user. */
export async function signedInPage(context, address, person) {
  const page = await context.newPage();
  await page.goto(address);
  const { id_token } = await signInAtKakao(person);
  const { error, user } = await page.evaluate(async (token) => {
    const { data, error } = await auth.signInWithIdToken({ provider: "kakao", token });
    return { error: shown(error), user: data.user };
  }, id_token);
  assert.equal(error, null);
  return { page, user };
}
