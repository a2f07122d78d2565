// Every page on every device.
import { expect, isAlive, test } from "../support/journey.mjs";
import { violations } from "../support/axe.mjs";

const PAGES = [
  { name: "sign-in", account: null, path: () => "/login" },
  { name: "till", account: "manager", path: () => "/till", link: "Till" },
  { name: "board", account: "manager", path: () => "/board", link: "Board" },
  { name: "orders", account: "manager", path: () => "/orders", link: "Orders" },
  { name: "no orders", account: "manager", path: () => "/orders?search=nobody" },
  { name: "new order", account: "manager", path: () => "/orders/new" },
  { name: "order on terms", account: "manager", path: (order) => `/orders/${order.onTerms.reference}` },
  { name: "tracking on terms", account: null, path: (order) => new URL(order.onTerms.tracking_url).pathname },
  { name: "order", account: "manager", path: (order) => `/orders/${order.reference}` },
  { name: "customers", account: "manager", path: () => "/customers?search=Siti" },
  { name: "no customers", account: "manager", path: () => "/customers?search=nobody" },
  { name: "customer", account: "manager", path: (order) => `/customers/${order.onTerms.customer.id}` },
  { name: "audit", account: "manager", path: (order) => `/audit?order=${order.reference}` },
  { name: "dashboard", account: "manager", path: () => "/dashboard", link: "Dashboard" },
  { name: "printers", account: "manager", path: () => "/settings/printers", link: "Printers" },
  { name: "scanner", account: "manager", path: () => "/settings/scanner" },
  { name: "webhooks", account: "owner", path: () => "/settings/webhooks" },
  { name: "background jobs", account: "owner", path: () => "/jobs" },
  { name: "tracking", account: null, path: (order) => new URL(order.tracking_url).pathname },
  { name: "look-up", account: null, path: () => "/track" },
  { name: "nothing here", account: null, path: () => "/nowhere" },
];

/** Text of the page's main part without what the clock moves. */
async function mainText(page) {
  const text = await page.getByRole("main").innerText();
  return text.replace(/\d\d:\d\d:\d\d/g, "…").replace(/\d+ min( late| very late)?/g, "…").replace(/\s+/g, " ");
}

async function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    const wide = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
    return { by: root.scrollWidth - root.clientWidth, wide: wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 100)) };
  });
}

// The contrast of both lights is judged by the colours' own test, both languages by a test of the server.
for (const { name, account, path, link } of PAGES) {
  test(`${name} is accessible, fits and speaks Indonesian @responsive`, async ({ gallery, watch }) => {
    watch.expect(/404 GET .*\/nowhere|status of 404/);
    const page = await gallery.look(account, path(gallery.order), { lang: "id" });
    await expect(page.getByRole("main")).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "id");
    expect(await violations(page), name).toEqual([]);
    const sideways = await overflow(page);
    expect(sideways.by, `scrolls sideways because of ${sideways.wide}`).toBeLessThanOrEqual(0);
    await expect(page).toHaveTitle(/\S/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    const english = /\b(Sign in|Charge|Nothing|Search|Revenue|Printer settings|Received|Order|Your|Show)\b/;
    expect(await mainText(page)).not.toMatch(english);
  });

  if (link) {
    test(`${name} is the same by link as by address @responsive`, async ({ gallery }) => {
      const from = link === "Orders" ? "/settings/printers" : "/orders";
      const [direct, linked] = [await gallery.look(account, path()), await gallery.look(account, from)];
      await linked.getByRole("navigation", { name: "Main" }).getByRole("link", { name: link, exact: true }).click();
      await expect(linked).toHaveURL(path());
      await expect.poll(() => mainText(linked)).toBe(await mainText(direct));
      expect(await linked.title()).toBe(await direct.title());
    });
  }
}

test("an order is the same by the list's link as by its address @responsive", async ({ gallery }) => {
  const { reference } = gallery.order;
  const direct = await gallery.look("manager", `/orders/${reference}`);
  const linked = await gallery.look("manager", `/orders?search=${reference}`);
  await linked.getByRole("link", { name: reference }).click();
  await expect(linked).toHaveURL(`/orders/${reference}`);
  await isAlive(linked);
  await expect.poll(() => mainText(linked)).toBe(await mainText(direct));
});

test("large targets: everything that is pressed at the till is 56 pixels high, elsewhere 44 @responsive", async ({ gallery }) => {
  const { order } = gallery;
  for (const [path, least] of [["/till", 56], ["/board", 44], ["/orders", 44], [`/orders/${order.reference}`, 44], ["/orders/new", 44], [`/orders/${order.onTerms.reference}`, 44], ["/customers", 44], [`/customers/${order.customer.id}`, 44], ["/audit", 44], ["/settings/printers", 44], ["/settings/scanner", 44], ["/settings/webhooks", 44], ["/jobs", 44]]) {
    const page = await gallery.look("manager", path);
    const small = await page.getByRole("main").locator("button:visible:not([aria-hidden]), select:visible, input:visible, summary:visible").evaluateAll(
      (controls, height) => controls.map((one) => {
        const area = ["checkbox", "radio"].includes(one.type) ? one.closest("label") : one;
        return [one.textContent || one.name || one.id, area.getBoundingClientRect().height];
      }).filter(([, high]) => high < height - 0.5).map(([name, high]) => `${name.trim().slice(0, 40)}: ${high}`), least);
    expect(small, path).toEqual([]);
  }
});
