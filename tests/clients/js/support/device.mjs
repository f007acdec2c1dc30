// A client as an app on one device has it, and the people who sign in on it.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import WebSocket from "ws";

export const daemunUrl = process.env.DAEMUN_URL;
export const kakaoUrl = process.env.KAKAO_URL;
export const anonKey = "anon-key-that-nobody-reads";

/** A client with a storage of its own, and the requests that it has made. */
export function device(auth = {}) {
  const requests = [];
  const stored = new Map();
  const client = createClient(daemunUrl, anonKey, {
    auth: {
      autoRefreshToken: false,
      detectSessionInUrl: false,
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
        removeItem: (key) => void stored.delete(key),
      },
      storageKey: "session",
      ...auth,
    },
    global: {
      fetch: (input, init) => {
        const { pathname, search } = new URL(input);
        requests.push(`${init?.method ?? "GET"} ${pathname}${search}`);
        return fetch(input, init);
      },
    },
    // Node 20 has no WebSocket of its own, and the client wants one even if it is never used.
    realtime: { transport: WebSocket },
  });
  return { auth: client.auth, requests, stored: () => JSON.parse(stored.get("session") ?? "null") };
}

/** A back end's client, whose key may do everything. */
export function backEnd() {
  const client = createClient(daemunUrl, process.env.SERVICE_ROLE_KEY, {
    auth: { autoRefreshToken: false, persistSession: false },
    realtime: { transport: WebSocket },
  });
  return client.auth.admin;
}

/** Somebody with a Kakao account who has not been here before. */
export function stranger() {
  const sub = String(randomInt(1, 2 ** 47));
  return { sub, nickname: "대문", email: `${sub}@example.com` };
}

/** What Kakao's native SDK brings back: an ID token, and an access token of Kakao's. */
export async function signInAtKakao(claims) {
  const response = await fetch(`${kakaoUrl}/sandbox/id_token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(claims),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** A device on which `person` has just signed in. */
export async function signedIn(person) {
  const here = device();
  const { id_token } = await signInAtKakao(person);
  const { data, error } = await here.auth.signInWithIdToken({ provider: "kakao", token: id_token });
  assert.equal(error, null);
  return { ...here, session: data.session, user: data.user };
}

/** Whether the session can no longer be used, neither by its access token nor by its refresh token. */
export async function hasEnded({ access_token, refresh_token }) {
  const user = await device().auth.getUser(access_token);
  const refresh = await device().auth.refreshSession({ refresh_token });
  if (user.error === null) {
    assert.equal(refresh.error, null);
    return false;
  }
  assert.equal(user.error.name, "AuthSessionMissingError");
  assert.equal(refresh.error?.code, "refresh_token_not_found");
  return true;
}

export function claimsOf({ access_token }) {
  return JSON.parse(Buffer.from(access_token.split(".")[1], "base64url").toString());
}

export function sessionIdOf(session) {
  return claimsOf(session).session_id;
}
