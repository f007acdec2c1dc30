// A program that serves while a test runs.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { atTheEnd } from "./ends.mjs";

/** How long it may take to start on a busy machine. */
const PATIENCE = 60_000;

/** Starts it, and waits for a line that matches `line`; gives the match. */
export async function startProgram(command, args, { line, ...options }) {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  atTheEnd(() => child.kill());
  const said = [];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${command} does not start:\n${said.join("\n")}`)), PATIENCE);
    const settle = (settled, value) => {
      clearTimeout(late);
      settled(value);
    };
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on("line", (text) => {
        said.push(text);
        const match = line.exec(text);
        if (match) settle(resolve, match);
      });
    }
    child.on("error", (error) => settle(reject, error));
    child.on("exit", (code) => settle(reject, new Error(`${command} ended with ${code}:\n${said.join("\n")}`)));
  });
}

/** Node's switch for the WebSocket that supabase-js wants: from Node 22 on it is there without. */
export function withWebSocket(env) {
  const missing = typeof WebSocket === "undefined";
  return { ...process.env, ...env, ...(missing && { NODE_OPTIONS: "--experimental-websocket" }) };
}
