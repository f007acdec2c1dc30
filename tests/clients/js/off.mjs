// What an app might still call although it is off: the client shows the code and the words of a feature that is off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { backEnd, device, signedIn, stranger } from "./support/device.mjs";
import { refused } from "./support/verdict.mjs";

const email = "somebody@example.com";
const password = "a good password";

for (const { what, call, status, code } of [
  { what: "signUp", call: (auth) => auth.signUp({ email, password }), status: 400, code: "email_provider_disabled" },
  { what: "signInWithPassword", call: (auth) => auth.signInWithPassword({ email, password }), status: 422, code: "email_provider_disabled" },
  { what: "signInWithOtp by e-mail", call: (auth) => auth.signInWithOtp({ email }), status: 422, code: "email_provider_disabled" },
  { what: "signInWithOtp by phone", call: (auth) => auth.signInWithOtp({ phone: "+821012345678" }), status: 400, code: "phone_provider_disabled" },
  { what: "verifyOtp", call: (auth) => auth.verifyOtp({ email, token: "123456", type: "email" }), status: 403, code: "otp_expired" },
  { what: "resend", call: (auth) => auth.resend({ email, type: "signup" }), status: 400, code: "email_provider_disabled" },
  { what: "resetPasswordForEmail", call: (auth) => auth.resetPasswordForEmail(email), status: 400, code: "email_provider_disabled" },
  { what: "signInWithSSO", call: (auth) => auth.signInWithSSO({ domain: "example.com" }), status: 404, code: "saml_provider_disabled" },
]) {
  test(`${what} is off`, async () => {
    refused(await call(device().auth), status, code);
  });
}

test("second factors are off", async () => {
  const { auth } = await signedIn(stranger());

  refused(await auth.mfa.enroll({ factorType: "totp" }), 422, "mfa_totp_enroll_not_enabled");
  const { data, error } = await auth.mfa.listFactors();
  assert.equal(error, null);
  assert.deepEqual(data.all, []);
});

test("another provider is none", async () => {
  const { data } = await device().auth.signInWithOAuth({ provider: "google", options: { skipBrowserRedirect: true } });

  const response = await fetch(data.url, { headers: { "X-Supabase-Api-Version": "2024-01-01" }, redirect: "manual" });

  assert.equal(response.status, 400);
  assert.equal((await response.json()).code, "validation_failed");
});

test("nobody is invited by e-mail", async () => {
  refused(await backEnd().inviteUserByEmail(email), 422, "email_provider_disabled");
});
