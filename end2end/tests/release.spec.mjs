// A page that stays open while the server under it is exchanged for a newer one.
import { violations } from "../support/axe.mjs";
import { expect, isAlive, test, visit } from "../support/journey.mjs";
import { olderOnce } from "../support/release.mjs";
import { Till } from "../support/till.mjs";

/** To a page whose clock leaps its socket has been silent for long: it opens another one. */
const LEAP = /WebSocket is closed before the connection is established/;

const news = (page) => page.getByText("There is a newer version of Kedai.");

test("a board that nobody touches changes to a newer version by itself", async ({ open, watch }) => {
  watch.expect(LEAP);
  const page = await open("staff", { script: [olderOnce] });
  await page.clock.install();
  await visit(page, "/board");
  await expect(news(page)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => (window.isOlder = true));
  // From the first second on the page counts how long it is left alone.
  await page.clock.runFor(1_500);
  await page.clock.fastForward("01:30");
  expect(await page.evaluate(() => window.isOlder)).toBe(true);
  await page.clock.fastForward("01:00");
  await page.waitForFunction(() => window.isOlder === undefined);
  await isAlive(page);
  await expect(page.getByRole("banner").getByRole("status")).toHaveText(/live/);
  await expect(news(page)).toHaveCount(0);
});

test("a sale is finished before its till changes to a newer version @responsive", async ({ open, watch }) => {
  watch.expect(LEAP);
  const page = await open("cashier", { script: [olderOnce] });
  await page.clock.install();
  await visit(page, "/till");
  await expect(news(page)).toBeVisible();
  const till = new Till(page);
  await till.add("Croissant");
  await expect(page.getByText("It is loaded when you have finished here.")).toBeVisible();
  await page.evaluate(() => (window.isOlder = true));
  for (let minute = 0; minute < 10; minute += 1) await page.clock.fastForward("01:00");
  expect(await page.evaluate(() => window.isOlder)).toBe(true);
  await expect(page.getByText("It is loaded when you have finished here.")).toBeVisible();
});

test("whoever doesn't wait loads the newer version", async ({ open }) => {
  const page = await open("staff", { script: [olderOnce] });
  await visit(page, "/board");
  await page.getByRole("button", { name: "Load it now" }).click();
  await expect(news(page)).toHaveCount(0);
  await isAlive(page);
});

test("a choice that is kept at once holds nothing", async ({ open, watch }) => {
  watch.expect(LEAP);
  const page = await open("cashier", { script: [olderOnce] });
  await page.clock.install();
  await visit(page, "/settings/printers");
  await expect(news(page)).toBeVisible();
  const model = page.getByLabel("Model");
  await model.selectOption({ index: 1 });
  const chosen = await model.inputValue();
  await leaveAlone(page, 3);
  await page.waitForFunction(() => window.isOlder === undefined);
  await isAlive(page);
  await expect(model).toHaveValue(chosen);
});

const someOrder = (page) => page.getByRole("textbox", { name: "Order", exact: true });
const action = (page) => page.getByRole("combobox", { name: "Kind" });

/** Lets minutes pass at which nobody touches the page. */
async function leaveAlone(page, minutes) {
  await page.evaluate(() => (window.isOlder = true));
  await page.clock.runFor(1_500);
  for (let minute = 0; minute < minutes; minute += 1) await page.clock.fastForward("01:00");
}

for (const [what, account, path, put, back] of [
  ["an order that is taken by phone", "staff", () => "/orders/new"],
  ["an order that is edited", "cashier", (order) => `/orders/${order.reference}/edit`],
  ["a word that is typed", "manager", () => "/audit", (page) => someOrder(page).fill("SNP"), (page) => someOrder(page).fill("")],
  [
    "what is chosen in a list",
    "manager",
    () => "/audit",
    (page) => action(page).selectOption({ index: 2 }),
    (page) => action(page).selectOption({ index: 0 }),
  ],
]) {
  test(`${what} holds the page`, async ({ open, watch, program }) => {
    watch.expect(LEAP);
    const api = await program("manager");
    const order = await api.sell({ customer: { name: "Budi Santoso", phone: "+62 812-5555-0134" }, payment: { type: "later", due_date: "2030-12-21" } });
    const page = await open(account, { script: [olderOnce] });
    await page.clock.install();
    await visit(page, path(order));
    await expect(news(page)).toBeVisible();
    await put?.(page);
    await leaveAlone(page, 5);
    expect(await page.evaluate(() => window.isOlder)).toBe(true);
    if (!back) return;
    await back(page);
    await leaveAlone(page, 3);
    await page.waitForFunction(() => window.isOlder === undefined);
  });
}
