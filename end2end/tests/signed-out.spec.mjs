// Somebody is signed out while their pages are open: elsewhere, by somebody else, by the clock.
import { PASSWORD } from "../support/accounts.mjs";
import { Board } from "../support/board.mjs";
import { OrderEntry } from "../support/entry.mjs";
import { expect, test } from "../support/journey.mjs";

const BAND = /^You were signed out, so this page stands still\./;

/** Ends the session as another tab would. */
async function signOutElsewhere(page, baseURL) {
  const answer = await page.context().request.post("/api/page/sign-out", { headers: { Origin: baseURL, Accept: "text/html" }, maxRedirects: 0 });
  expect(answer.status()).toBe(302);
}

/** Signs in again on the tab that the page offers, and comes back. */
async function signInAgain(page, email) {
  const [login] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("alert").getByRole("link", { name: "Sign in again" }).first().click(),
  ]);
  await expect(login).toHaveURL(/\/login\?next=/);
  await login.getByRole("textbox", { name: "Email" }).fill(email);
  await login.getByLabel("Password").fill(PASSWORD);
  await login.getByRole("button", { name: "Sign in" }).click();
  await expect(login.getByRole("banner")).toBeVisible();
  await login.close();
  await page.evaluate(() => window.dispatchEvent(new Event("focus"))); // a browser without a window system has none
  await expect(page.getByText(BAND)).toBeHidden();
}

test.beforeEach(({ watch }) => watch.expect(/401/));

test("a board stands still and says so within seconds, and goes on once somebody signs in", async ({ open, program, business, baseURL }) => {
  const page = await open("staff", { path: "/board" });
  const board = new Board(page);
  await board.isLive();
  await signOutElsewhere(page, baseURL);
  await expect(page.getByText(BAND)).toBeVisible({ timeout: 5_000 });
  await expect(page.getByRole("banner").getByRole("status")).toHaveText(/Not live$/);
  const order = await (await program("manager")).sell();
  await signInAgain(page, business.address("staff"));
  await expect(board.ticket(order.reference)).toBeVisible();
  await board.isLive();
});

test("a page that follows nothing says so too, and a form keeps what was typed", async ({ open, program, business, baseURL }) => {
  const page = await open("cashier", { path: "/orders/new" });
  const entry = new OrderEntry(page);
  await expect(entry.search).toBeVisible();
  await entry.add("Latte");
  await entry.customer("Wulan Sari", "+62 812-5555-0101");
  await signOutElsewhere(page, baseURL);
  await expect(page.getByText(BAND)).toBeVisible({ timeout: 5_000 });
  await entry.record.click();
  await expect(page.getByText("Nothing was sent; what you typed is still here.")).toBeVisible();
  await signInAgain(page, business.address("cashier"));
  await entry.record.click();
  await expect(page).toHaveURL(/\/orders\/GO-/);
  await expect(page.getByRole("main")).toContainText("Wulan Sari");
});

test("a plain form does not leave the page meanwhile", async ({ open, program, business, baseURL }) => {
  const order = await (await program("manager")).sell({
    customer: { name: "Bayu", phone: "+62 812-5555-0102" },
    payment: { type: "installments", down_payment: { percent: 30, method: "cash" }, installments: { count: 2, interval: "month" } },
  });
  const page = await open("cashier", { path: `/orders/${order.reference}` });
  const note = page.getByLabel("Note on the payment");
  await note.fill("paid at the counter");
  await signOutElsewhere(page, baseURL);
  await expect(page.getByText(BAND)).toBeVisible({ timeout: 5_000 });
  await page.getByRole("button", { name: "Record payment" }).click();
  await expect(page.getByText("Nothing was sent; what you typed is still here.")).toBeVisible();
  await expect(page).toHaveURL(`/orders/${order.reference}`);
  await expect(note).toHaveValue("paid at the counter");
  await signInAgain(page, business.address("cashier"));
  await page.getByRole("button", { name: "Record payment" }).click();
  await expect(page.getByText("paid at the counter")).toBeVisible();
});
