// Somebody is signed out while their pages are open: elsewhere, by somebody else, by the clock.
import { PASSWORD } from "../support/accounts.mjs";
import { program as programOf } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { Board } from "../support/board.mjs";
import { OrderEntry } from "../support/entry.mjs";
import { expect, test, visit } from "../support/journey.mjs";

const BAND = /^You were signed out, so this page stands still\./;
const OTHER = /^Somebody else is signed in now, so this page stands still\./;
/** A page that was looked at again says within so long how it stands. */
const SOON_MS = 3_000;

/** Ends the session as another tab would. */
async function signOutElsewhere(page, baseURL) {
  const answer = await page.context().request.post("/api/page/sign-out", { headers: { Origin: baseURL, Accept: "text/html" }, maxRedirects: 0 });
  expect(answer.status()).toBe(302);
}

/** Signs somebody in as another tab would; whoever was signed in in this browser is so no longer. */
async function signInElsewhere(page, baseURL, email) {
  const form = { email, password: PASSWORD, next: "/" };
  const answer = await page.context().request.post("/api/page/sign-in", { form, headers: { Origin: baseURL, Accept: "text/html" }, maxRedirects: 0 });
  expect(answer.status()).toBe(302);
}

/** A browser without a window system has no focus of its own. */
const focus = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

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
  await focus(page);
  await expect(page.getByText(BAND)).toBeHidden({ timeout: SOON_MS });
}

test.beforeEach(({ watch }) => watch.expect(/401|409/));

test("a board stands still and says so within seconds, and goes on once somebody signs in", async ({ open, program, business, baseURL }) => {
  const page = await open("staff", { path: "/board" });
  const board = new Board(page);
  await board.isLive();
  await signOutElsewhere(page, baseURL);
  await expect(page.getByText(BAND)).toBeVisible({ timeout: 5_000 });
  expect(await violations(page)).toEqual([]);
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

test("somebody of another business who signs in does nothing by the pages of before", async ({ open, business, businesses, baseURL }) => {
  const other = await businesses.next();
  const entryPage = await open("owner", { path: "/orders/new" });
  const board = await entryPage.context().newPage();
  await visit(board, "/board");
  const webhooks = await entryPage.context().newPage();
  await visit(webhooks, "/settings/webhooks");
  const entry = new OrderEntry(entryPage);
  await entry.addCustom("Cake of the first", "450000");
  await entry.customer("Wulan Sari", "+62 812-5555-0101");
  await webhooks.getByLabel("Address").first().fill("https://example.com/hook");
  const theirs = await programOf(baseURL, "owner", other);
  const order = await theirs.sell();
  await signInElsewhere(entryPage, baseURL, other.address("owner"));
  for (const page of [entryPage, board, webhooks]) {
    await focus(page);
    await expect(page.getByText(OTHER)).toBeVisible({ timeout: SOON_MS });
    expect(await violations(page)).toEqual([]);
    await expect(page.getByRole("banner").getByRole("status")).toHaveText(/Not live$/);
  }
  await expect(new Board(board).ticket(order.reference)).toHaveCount(0);
  await entry.record.click();
  await expect(entryPage.getByText("Nothing was sent; what you typed is still here.")).toBeVisible();
  await expect(entryPage.getByText("Somebody else is signed in in this browser now. Nothing was done.")).toBeVisible();
  await expect(entryPage.getByRole("region", { name: "Customer" }).getByLabel("Name")).toHaveValue("Wulan Sari");
  await webhooks.getByRole("button", { name: "Add endpoint" }).click();
  await expect(webhooks.getByText("Nothing was sent; what you typed is still here.")).toBeVisible();
  expect(await theirs.find("Wulan")).toEqual([]);
  expect(await (await programOf(baseURL, "owner", business)).find("Wulan")).toEqual([]);
  await board.getByRole("alert").getByRole("link", { name: "Load it again" }).click();
  await expect(new Board(board).ticket(order.reference)).toBeVisible();
  await new Board(board).isLive();
});

test("a form without JavaScript is refused in the name of somebody else", async ({ open, program, business, watch, baseURL }) => {
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
  const order = await (await program("manager")).sell();
  const page = await open("manager", { javaScriptEnabled: false });
  await page.goto(`/orders/${order.reference}`);
  await signInElsewhere(page, baseURL, business.address("cashier"));
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("alert")).toHaveText(/^Somebody else is signed in in this browser now\. Nothing was done\./);
  await page.getByRole("link", { name: "Back to the page" }).click();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByText("Moved to Processing")).toBeVisible();
});

test("all that a page's program sends says for whom the page was made", async ({ open }) => {
  const page = await open("manager", { path: "/dashboard" });
  const mark = await page.locator("meta[name=kedai-made-for]").getAttribute("content");
  const [request] = await Promise.all([
    page.waitForRequest(/\/api\/page\//),
    page.getByRole("link", { name: /7 days/ }).first().click(),
  ]);
  expect(request.headers()["kedai-made-for"]).toBe(mark);
});

test("a customer's page goes on, whoever is signed out in its browser", async ({ open, program, baseURL }) => {
  const api = await program("manager");
  const order = await api.sell();
  const page = await open("cashier");
  const signedOut = page.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived", ({ payload }) => /"signed_in":true/.test(payload)));
  await visit(page, new URL(order.tracking_url).pathname);
  await signedOut;
  const again = page.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived", ({ payload }) => /"signed_in":false/.test(payload)));
  await signOutElsewhere(page, baseURL);
  await again;
  await api.move(order, "processing");
  await api.move(order, "ready");
  await expect(page.getByRole("main")).toContainText("Ready, now");
  await expect(page.getByText(/stands still/)).toHaveCount(0);
});

test("a dashboard says soon that somebody is signed in again", async ({ open, business, baseURL }) => {
  const page = await open("manager", { path: "/dashboard" });
  await expect(page.getByRole("banner").getByRole("status")).toHaveText(/live$/);
  await signOutElsewhere(page, baseURL);
  await expect(page.getByText(BAND)).toBeVisible({ timeout: 5_000 });
  await signInAgain(page, business.address("manager"));
  await expect(page.getByRole("banner").getByRole("status")).toHaveText(/● live$/);
});

test("what a page was refused without a session is not said once there is one", async ({ open, program, business, baseURL }) => {
  const due_date = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  const later = { payment: { type: "later", due_date }, customer: { name: "Budi", phone: "+62 812-5555-0103" } };
  const order = await (await program("manager")).sell({ channel: "phone", ...later });
  const page = await open("manager", { path: `/orders/${order.reference}/edit` });
  const note = page.getByLabel("Note on the order");
  await note.fill("first");
  await signOutElsewhere(page, baseURL);
  await note.fill("typed while signed out");
  await expect(page.getByText("Your session has ended. Nothing was changed.")).toBeVisible();
  await expect(page.getByText(BAND)).toBeVisible({ timeout: 5_000 });
  await signInAgain(page, business.address("manager"));
  await expect(page.getByText("Your session has ended.")).toHaveCount(0);
  await expect(note).toHaveValue("typed while signed out");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("typed while signed out").first()).toBeVisible();
});
