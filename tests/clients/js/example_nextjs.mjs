// examples/nextjs, built and started as its README says.

import { execFile } from "node:child_process";
import { before } from "node:test";
import { promisify } from "node:util";
import { startBrowser } from "./support/browser.mjs";
import { anonKey, daemunUrl } from "./support/device.mjs";
import { behavesAsAnApp } from "./support/example.mjs";
import { startProgram, withWebSocket } from "./support/program.mjs";

/** The build takes some 10 s where nothing else runs. */
const PATIENCE = 180_000;

const cwd = new URL("../../../examples/nextjs/", import.meta.url).pathname;
const next = "node_modules/next/dist/bin/next";
const env = withWebSocket({
  NEXT_TELEMETRY_DISABLED: "1",
  SUPABASE_URL: daemunUrl,
  SUPABASE_ANON_KEY: anonKey,
});
let browser, address;

before(async () => {
  await promisify(execFile)(process.execPath, [next, "build"], { cwd, env, timeout: PATIENCE });
  const args = [next, "start", "--hostname", "127.0.0.1", "--port", "0"];
  [, address] = await startProgram(process.execPath, args, { cwd, env, line: /(http:\/\/127[\d.]*:\d+)/ });
  browser = await startBrowser();
});

behavesAsAnApp(() => ({ browser, address }));
