// A real browser without a window, and a person at Kakao's consent page in it.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { atTheEnd } from "./ends.mjs";

/** How long a page may take on a busy machine. */
const PATIENCE = 30_000;

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the system's Chromium. */
export async function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  // Chromium's sandbox refuses to run as root, which a container's only user often is.
  const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  atTheEnd(() => browser.close());
  return browser;
}

/** A context of its own: its cookies and storage are nobody else's. */
export async function newContext(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  return context;
}
