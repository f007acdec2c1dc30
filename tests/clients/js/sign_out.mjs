// Signing out in each scope, and what becomes of the other sessions.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasEnded, signedIn, stranger } from "./support/device.mjs";

for (const { scope, ends } of [
  { scope: "global", ends: { here: true, elsewhere: true } },
  { scope: "local", ends: { here: true, elsewhere: false } },
  { scope: "others", ends: { here: false, elsewhere: true } },
]) {
  test(`signing out in scope ${scope} ends the sessions that it names`, async () => {
    const person = stranger();
    const here = await signedIn(person);
    const elsewhere = await signedIn(person);

    const { error } = await here.auth.signOut({ scope });

    assert.equal(error, null);
    assert.equal(here.stored() === null, ends.here);
    assert.equal(await hasEnded(here.session), ends.here);
    assert.equal(await hasEnded(elsewhere.session), ends.elsewhere);
  });
}
