// The order list: filters and order in the address, the file of it, and changes of many orders, without
// JavaScript, which is how each of them has to work.
import { expect, test } from "../support/journey.mjs";

const plain = { javaScriptEnabled: false };

test.beforeEach(({ watch }) => {
  // Without scripts Chromium doesn't fetch ours, and says that it was preloaded for nothing.
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
});

const customer = { name: "Galih Listiyanto", phone: "+62 813-5555-0190" };
const sellAll = (api, prices) =>
  Promise.all(prices.map((price) => api.sell({ customer, items: [{ name: "Catering", unit_price: price, quantity: 1 }] })));
const shown = (page) => page.getByRole("rowheader").allTextContents();

test("a list is filtered and sorted by its address", async ({ open, program }) => {
  const api = await program("manager");
  const orders = await sellAll(api, [710_000, 730_000, 720_000]);
  const byPrice = orders.toSorted((one, other) => other.total - one.total).map((order) => order.reference);
  const page = await open("manager", plain);
  await page.goto("/orders?search=galih");
  await page.getByText("More filters").click();
  await page.getByLabel("Payment").selectOption("Paid");
  await page.getByLabel("Total from").fill("720,000");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/payment=paid.*min=720/);
  await expect(page.getByRole("columnheader", { name: "Total" })).toHaveAttribute("aria-sort", "descending");
  expect(await shown(page)).toEqual(byPrice);
  await page.getByRole("columnheader", { name: "Total" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Total" })).toHaveAttribute("aria-sort", "ascending");
  expect(await shown(page)).toEqual(byPrice.toReversed());
  // Amounts are listed by amount, so time offers nothing to press.
  await expect(page.getByRole("columnheader", { name: "Time" }).getByRole("link")).toHaveCount(0);
  const file = await api.api.get((await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href")) ?? "");
  const rows = (await file.text()).trim().split("\r\n").slice(1);
  expect(rows.map((row) => row.slice(0, 9))).toEqual(byPrice.toReversed());
});

test("several orders are cancelled after a look at what that does", async ({ open, program }) => {
  const api = await program("manager");
  const [first, second, done] = await sellAll(api, [510_000, 520_000, 530_000]);
  for (const status of ["processing", "ready", "completed"]) await api.move(done, status);
  const page = await open("manager", plain);
  await page.goto("/orders?search=galih&from=2020-01-01");
  for (const order of [first, second, done]) await page.getByLabel(`Choose ${order.reference}`).check();
  await page.getByRole("button", { name: "Cancel them" }).click();
  await expect(page.getByText("This will cancel 2 orders.")).toBeVisible();
  await expect(page.getByText("1 can't be: already completed")).toBeVisible();
  await page.getByLabel("Reason").fill("the kitchen flooded");
  await page.getByRole("button", { name: "Cancel these orders" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("2 orders were changed.");
  await expect(page).toHaveURL(/search=galih/);
  for (const order of [first, second]) {
    expect((await api.get(`/api/v1/orders/${order.reference}`)).lifecycle).toBe("cancelled");
  }
  expect((await api.get(`/api/v1/orders/${done.reference}`)).lifecycle).toBe("completed");
});

test("all that fit are moved at once, and nothing ticked changes nothing", async ({ open, program }) => {
  const api = await program("manager");
  const who = { name: "Zulaikha Bulk", phone: "+62 813-5555-0191" };
  const orders = [await api.sell({ customer: who }), await api.sell({ customer: who })];
  const page = await open("manager", plain);
  await page.goto("/orders?search=zulaikha");
  await page.getByRole("button", { name: "Move them" }).click();
  await expect(page.getByText("Tick the orders that you want to change")).toBeVisible();
  await page.getByRole("link", { name: "Back to the orders" }).click();
  await page.getByLabel("All orders that fit the filters").check();
  await page.getByLabel("Move to").selectOption("Processing");
  await page.getByRole("button", { name: "Move them" }).click();
  await expect(page.getByText("This will change 2 orders.")).toBeVisible();
  await page.getByRole("button", { name: "Change these orders" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("2 orders were changed.");
  for (const order of orders) expect((await api.get(`/api/v1/orders/${order.reference}`)).lifecycle).toBe("processing");
});
