// The list of users in pages, with more of them than the client can count. Nobody else may have been here before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { backEnd } from "./support/device.mjs";
import { succeeded } from "./support/verdict.mjs";

const admin = backEnd();

test("pages are told as the client reads them", async () => {
  for (let user = 0; user < 12; user += 1) {
    succeeded(await admin.createUser({ email: `user-${user}@example.com` }));
  }

  const first = succeeded(await admin.listUsers({ page: 1, perPage: 1 }));
  const second = succeeded(await admin.listUsers({ page: 2, perPage: 1 }));
  const last = succeeded(await admin.listUsers({ page: 12, perPage: 1 }));
  const all = succeeded(await admin.listUsers());

  assert.equal(first.total, 12);
  assert.equal(first.aud, "authenticated");
  assert.equal(first.nextPage, 2);
  // The client reads a page's first digit alone.
  assert.equal(first.lastPage, 1);
  assert.equal(second.nextPage, 3);
  assert.equal(last.nextPage, null);
  assert.equal(last.users.length, 1);
  assert.equal(all.users.length, 12);
  assert.equal(all.nextPage, null);
  assert.equal(all.lastPage, 1);
  const newestFirst = [first, second].map((page) => page.users[0].id);
  assert.deepEqual(newestFirst, all.users.slice(0, 2).map((user) => user.id));
});
