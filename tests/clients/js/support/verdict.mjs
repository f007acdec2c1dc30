// Errors as a client shows them.

import assert from "node:assert/strict";

/** The client raised no error; else the test tells it. */
export function succeeded({ data, error }) {
  assert.equal(error, null, error && `${error.status} ${error.code}: ${error.message}`);
  return data;
}

/** The client raised an `AuthApiError` of this status and code. */
export function refused({ error }, status, code) {
  assert.notEqual(error, null, `expected ${code}, and it succeeded`);
  assert.deepEqual([error.name, error.status, error.code], ["AuthApiError", status, code], error.message);
  return error;
}
