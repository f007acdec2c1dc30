// examples/express, started as its README says. The browser runs no script at all.

import { before } from "node:test";
import { startBrowser } from "./support/browser.mjs";
import { anonKey, daemunUrl } from "./support/device.mjs";
import { behavesAsAnApp } from "./support/example.mjs";
import { startProgram, withWebSocket } from "./support/program.mjs";

const folder = new URL("../../../examples/express/", import.meta.url).pathname;
let browser, address;

before(async () => {
  [, address] = await startProgram(process.execPath, ["server.js"], {
    cwd: folder,
    env: withWebSocket({ PORT: "0", SUPABASE_URL: daemunUrl, SUPABASE_ANON_KEY: anonKey }),
    line: /listening on (http:\S+)/,
  });
  browser = await startBrowser();
});

behavesAsAnApp(() => ({ browser, address }), { javaScriptEnabled: false });
