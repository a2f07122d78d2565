// The dashboard: periods and filters in the address, figures that follow a sale, and the same without JavaScript.
import { expect, test } from "../support/journey.mjs";
import { violations } from "../support/axe.mjs";

/** How soon a sale must be in the figures, in milliseconds, and how often a busy machine may have other things to do. */
const FRESH = 1_000;
const ATTEMPTS = 6;
/** How late a figure may be before it is taken for missing. */
const MISSING = 20_000;
const customer = { name: "Wulan Sari", phone: "+62 811-2222-3333" };

async function figure(page, name) {
  const link = page.getByRole("main").getByRole("link", { name: new RegExp(`^${name}`) });
  return Number((await link.first().locator(".figure").textContent()).replace(/[^\d]/g, ""));
}

/** When the page shows an amount as its revenue, by this machine's clock, which is the server's as well. */
function revenueShown(page, amount, patience) {
  return page.evaluate(
    ([wanted, milliseconds]) =>
      new Promise((resolve, reject) => {
        // The first figure, which a refresh may put there as a new element.
        const shown = () => Number(document.querySelector("main .figure").textContent.replace(/[^\d]/g, ""));
        const watch = new MutationObserver(() => shown() === wanted && resolve(Date.now()));
        watch.observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
        setTimeout(() => reject(new Error(`the revenue is ${shown()} and not ${wanted}`)), milliseconds);
      }),
    [amount, patience],
  );
}

/** A field of the choices above the figures. */
const choice = (page, name) => page.locator(".dashboard-choices").locator(`[name="${name.toLowerCase()}"]:visible`);

const day = (days) => new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

test("a period, a store and a type are chosen, and stay in the address", async ({ open, program, watch }) => {
  watch.expect(/422 GET .*to=1996-12-31|status of 422/);
  await (await program("manager")).sell();
  const page = await open("manager", { path: "/dashboard" });
  const periods = page.getByRole("navigation", { name: "Period" });
  await expect(periods.getByRole("link", { name: "Today" })).toHaveAttribute("aria-current", "true");
  await choice(page, "Store").selectOption("Senopati");
  await choice(page, "Type").selectOption("Offline");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/period=today&store=senopati&type=offline/);
  await periods.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL("/dashboard?period=last_7_days&store=senopati&type=offline");
  await expect(page.getByRole("heading", { name: "Revenue by day" })).toBeVisible();
  await page.getByText("As a table").click();
  await expect(page.locator(".chart-table").getByRole("row")).toHaveCount(8);
  const behind = await page.getByRole("link", { name: /^Revenue\b.*\d/ }).first().getAttribute("href");
  expect(behind).toBe(`/orders?type=offline&store=senopati&from=${day(-6)}&to=${day(0)}`);
  await choice(page, "From").fill("1997-01-01");
  await choice(page, "To").fill("1997-12-31");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("heading", { name: "Nothing sold in this period" })).toBeVisible();
  await expect(periods.locator("[aria-current]")).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("1 Jan 1997 – 31 Dec 1997").first()).toBeVisible();
  await choice(page, "To").fill("1996-12-31");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("main")).toContainText("The last day is before the first.");
});

test("a sale is in the figures within a second @alone", async ({ open, program }) => {
  const api = await program("manager");
  const page = await open("manager", { path: "/dashboard?store=kemang" });
  const before = await figure(page, "Revenue");
  // The page follows the store once its socket says so.
  await expect(page.getByRole("banner").getByRole("status")).toHaveText(/\blive$/);
  // What a sale comes to is known once it was made.
  const { total } = await api.sell({ store: "kemang" });
  await expect.poll(() => figure(page, "Revenue"), { timeout: MISSING }).toBe(before + total);
  // From the commit to the figure, so that only Kedai is measured; the best of some, since a machine that tests
  // other things at the same time may pause any of them. If Kedai is slow, all are.
  const delays = [];
  do {
    const shown = revenueShown(page, before + (delays.length + 2) * total, MISSING);
    const order = await api.sell({ store: "kemang" });
    expect(order.total).toBe(total);
    delays.push((await shown) - Date.parse(order.created_at));
  } while (delays.at(-1) > FRESH && delays.length < ATTEMPTS);
  expect(Math.min(...delays), `${delays.join(", ")} ms`).toBeLessThanOrEqual(FRESH);
  await expect(page.getByRole("row", { name: /^Offline/ })).toContainText(/IDR/);
  await expect(page.getByRole("row", { name: /^Cash/ })).toBeVisible();
});

test("what is owed is told, and opens the orders behind it", async ({ open, program }) => {
  const api = await program("manager");
  const terms = { type: "installments", down_payment: { percent: 30, method: "cash" }, installments: { count: 2, interval: "week", first_due: day(3) } };
  const order = await api.sell({ store: "kemang", customer, payment: terms });
  const page = await open("manager", { path: "/dashboard?store=kemang" });
  const outstanding = page.getByRole("link", { name: /^Outstanding/ });
  const amount = Number((await outstanding.locator(".terms-amount").textContent()).replace(/[^\d]/g, ""));
  expect(amount).toBe(order.balance_due);
  await expect(page.getByRole("link", { name: /^Overdue/ })).toHaveAttribute("href", "/orders?store=kemang&payment=overdue");
  await expect(page.getByRole("link", { name: /^Due within 7 days/ }).getByText("1 order", { exact: true })).toBeVisible();
});

test("the dashboard without JavaScript", async ({ open, program, watch }) => {
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
  await (await program("manager")).sell();
  const page = await open("manager", { javaScriptEnabled: false });
  await page.goto("/dashboard");
  expect(await figure(page, "Orders")).toBe(1);
  await page.getByRole("link", { name: "30 days", exact: true }).click();
  await expect(page).toHaveURL("/dashboard?period=last_30_days");
  await choice(page, "Type").selectOption("Online");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/period=last_30_days.*type=online/);
  await expect(page.getByRole("heading", { name: "Nothing sold in this period" })).toBeVisible();
  await choice(page, "Type").selectOption("Both");
  await choice(page, "From").fill(day(-1));
  await choice(page, "To").fill(day(0));
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("As a table").click();
  await expect(page.locator(".chart-table").getByRole("row")).toHaveCount(3);
});

test("the chosen dashboard is accessible in both lights @responsive", async ({ open, program }) => {
  const api = await program("manager");
  await api.sell({ store: "kemang", customer, payment: { type: "later", due_date: day(5) } });
  for (const theme of ["light", "dark"]) {
    const page = await open("manager", { path: "/dashboard?period=last_30_days&store=kemang", cookies: { theme } });
    await page.getByText("As a table").click();
    expect(await violations(page), theme).toEqual([]);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(sideways).toBeLessThanOrEqual(0);
  }
});
