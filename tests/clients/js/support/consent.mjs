// A person at the stand-in Kakao's consent page.

/** Waits until the browser is at Kakao. */
export async function arrives(page) {
  await page.waitForURL((url) => url.pathname === "/oauth/authorize");
}

/** Says who they are and agrees. */
export async function agree(page, { sub, nickname, email }) {
  await arrives(page);
  await page.getByTestId("person-new").check();
  await page.getByTestId("new-number").fill(sub);
  await page.getByTestId("new-nickname").fill(nickname);
  await page.getByTestId("new-email").fill(email);
  await page.getByTestId("agree").click();
}

/** Changes their mind. */
export async function cancel(page) {
  await arrives(page);
  await page.getByTestId("cancel").click();
}
