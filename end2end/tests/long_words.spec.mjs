// Text that people write, of any length and direction, stays within every page: on a phone and on a small tablet.
import { readFileSync } from "node:fs";

import { program as signedIn } from "../support/api.mjs";
import { expect, isAlive, test as base } from "../support/journey.mjs";
import { LINK, MIXED, NAME, WORDS, fillShop } from "../support/long_words.mjs";
import { printers } from "../support/printer.mjs";
import { scan } from "../support/scanner.mjs";

const [HEIGHT, WIDTHS] = [844, [390, 768]];
const ROUTES = readFileSync(new URL("../../app/src/app.rs", import.meta.url), "utf8").matchAll(/path!\("([^"]+)"\)/g);

/** A business full of such words, of which tests that change nothing have one for all that a worker runs. */
const test = base.extend({
  filled: [
    async ({ businesses }, use, { project }) => {
      const business = await businesses.next();
      const programs = [];
      const shop = await fillShop(business, async (account) => {
        programs.push(await signedIn(project.use.baseURL, account, business));
        return programs.at(-1);
      });
      for (const { api } of programs) await api.dispose();
      await use({ business, shop });
    },
    { scope: "worker" },
  ],
});

const pathOf = (address) => new URL(address).pathname;
const open = (name) => async (page) => {
  for (const one of await page.getByText(name, { exact: true }).all()) await one.click();
};

/** What is done on each page before it is looked at, each from a fresh start; by who, and where. */
const PAGES = {
  "/": [["manager", () => "/"]],
  "/login": [[null, () => "/login", (page) => page.getByLabel("Email").fill(`${NAME}@example.com`)]],
  "/till": [
    ["cashier", () => "/till", (page) => page.getByRole("searchbox", { name: "Search" }).fill(LINK)],
    ["cashier", () => "/till", fillBasket],
    ["cashier", () => "/till", payInParts],
    ["cashier", () => "/till", sellTheLast],
  ],
  "/board": [["staff", () => "/board"], ["staff", () => "/board", moveWhatWasMoved]],
  "/orders": [
    ["manager", () => "/orders"],
    ["manager", () => `/orders?search=${encodeURIComponent(NAME)}`],
    ["manager", () => "/orders?deleted=1"],
  ],
  "/orders/bulk": [["manager", ({ paid, cancelled }) => `/orders/bulk?action=cancel&id=${paid[0].id}&id=${cancelled.id}`]],
  "/orders/new": [["cashier", () => "/orders/new", fillEntry]],
  "/orders/:reference": [
    ["manager", ({ paid }) => `/orders/${paid[0].reference}`, open("Preview")],
    ["manager", ({ paid }) => `/orders/${paid[1].reference}`],
    ["manager", ({ onTerms }) => `/orders/${onTerms.reference}`, open("Print or void")],
    ["manager", ({ cancelled }) => `/orders/${cancelled.reference}`],
    ["manager", ({ deleted }) => `/orders/${deleted.reference}`],
  ],
  "/orders/:reference/edit": [
    ["cashier", ({ later }) => `/orders/${later.reference}/edit`, changeAll],
    ["cashier", ({ later }) => `/orders/${later.reference}/edit`, collide],
  ],
  "/customers": [["manager", () => "/customers"], ["manager", () => `/customers?search=${encodeURIComponent(NAME)}`]],
  "/customers/:id": [0, 1, 2].map((place) => ["manager", ({ paid }) => `/customers/${paid[place].customer.id}`, open("Erase this person")]),
  "/dashboard": [
    ["manager", () => "/dashboard?period=last_7_days", open("As a table")],
    ["manager", () => "/dashboard", sellForMillions],
  ],
  "/audit": [["owner", () => "/audit"], ["owner", ({ onTerms }) => `/audit?order=${onTerms.reference}`]],
  "/settings/printers": [["cashier", () => "/settings/printers", connect]],
  "/settings/scanner": [["cashier", () => "/settings/scanner", scanALink]],
  "/settings/webhooks": [["owner", () => "/settings/webhooks"]],
  "/settings/webhooks/:id": [["owner", ({ endpoint }) => `/settings/webhooks/${endpoint.id}`, open("Delete endpoint")]],
  "/jobs": [["owner", () => "/jobs"], ["owner", ({ onTerms }) => `/jobs?subject=${onTerms.reference}`]],
  "/jobs/:id": [["owner", ({ job }) => `/jobs/${job.id}`]],
  "/t/:token": [0, 1, 2].map((place) => [null, ({ paid }) => pathOf(paid[place].tracking_url)]),
  "/track": [[null, () => "/track", (page) => page.getByLabel("Reference").fill(NAME)]],
};

/** Sums that no table is made for. */
async function sellForMillions(page, { program }) {
  const api = await program("manager");
  const one = () => api.sell({ items: [{ name: NAME, unit_price: 999_999_999_999, quantity: 9 }] });
  for (const sale of [one, one]) await sale();
  await page.reload();
  await isAlive(page);
  await open("As a table")(page);
}

async function scanALink(page) {
  await expect(page.getByText("Setting it up needs the app")).toBeHidden();
  await scan(page, LINK);
  await page.getByText("The keys that came").click();
  await page.getByRole("textbox", { name: "Before the code" }).fill(NAME);
}

/** The order lies behind the products where there is no room for both. */
async function showOrder(page) {
  const toggle = page.getByRole("button", { name: /^Show order/ });
  if (await toggle.isVisible()) await toggle.click();
}

async function fillBasket(page) {
  for (const word of WORDS.slice(1)) await page.getByRole("button", { name: word, exact: true }).last().click();
  await showOrder(page);
  const order = page.getByRole("region", { name: "Current order" });
  await order.getByText("Custom line").click();
  const own = order.locator("form").filter({ hasText: "Price" });
  await own.getByRole("textbox", { name: "Name" }).fill(LINK);
  await own.getByRole("textbox", { name: "Price" }).fill("25.000");
  await own.getByRole("button", { name: "Add" }).click();
  await order.getByRole("button", { name: "Note" }).first().click();
  await page.getByRole("textbox", { name: "Note for the kitchen" }).fill(NAME);
  await page.getByRole("button", { name: "Done" }).click();
  await order.getByText("Customer and notes").click();
  await order.getByRole("textbox", { name: "Customer name" }).fill(NAME);
}

async function payInParts(page) {
  await fillBasket(page);
  await page.getByRole("button", { name: /^Charge/ }).click();
  await page.getByRole("button", { name: "Split payment" }).click();
}

/** Sells what somebody else sells meanwhile, and then what is left. */
async function sellTheLast(page, { program }) {
  await fillBasket(page);
  await page.getByRole("button", { name: /^Charge/ }).click();
  const api = await program("manager");
  const last = (await api.products()).find((product) => product.name === NAME);
  await api.sell({ items: [{ product_id: last.id, quantity: 1 }] });
  await page.getByRole("button", { name: "Complete sale" }).click();
  await expect(page.getByRole("alert").filter({ hasText: NAME })).toBeVisible();
}

async function moveWhatWasMoved(page, { shop }) {
  await page.getByRole("article", { name: shop.paid[0].reference }).getByRole("button", { name: "Start" }).click();
}

async function fillEntry(page) {
  const search = page.getByRole("searchbox", { name: "Find a product" });
  for (const word of [NAME.slice(0, 30), MIXED.slice(0, 10)]) {
    await search.fill(word);
    await page.locator(".entry-found button").first().click();
  }
  await search.fill(NAME.slice(0, 30));
  await page.getByRole("button", { name: "Add custom line" }).click();
  await page.getByLabel("Product or name").last().fill(LINK.slice(1));
  await page.getByLabel("Price of one").last().fill("450.000");
  await page.getByRole("region", { name: "Customer" }).getByLabel("Name").fill(NAME);
  await page.getByRole("radio", { name: "Down payment and instalments" }).check();
  await page.getByLabel("How much now").fill("30");
  await page.getByRole("button", { name: "Record order" }).click();
}

async function changeAll(page) {
  await page.getByLabel("From the menu").fill(NAME);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: `Remove ${LINK}` }).click();
  await page.getByLabel("Note on the order").fill(MIXED);
  await page.getByRole("region", { name: "What changes" }).getByText("taken").waitFor();
}

async function collide(page, { program, shop }) {
  await page.getByLabel("Note on the order").fill(MIXED);
  const change = { note: LINK, customer: { name: NAME } };
  const api = await program("manager");
  const answer = await api.api.patch(`/api/v1/offline-orders/${shop.later.id}`, { data: change, headers: { "If-Match": '"1"' } });
  expect(answer.status()).toBe(200);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("region", { name: "Somebody else changed this order" }).waitFor();
}

async function connect(page) {
  await page.getByRole("button", { name: "Connect USB printer" }).click();
  await expect(page.getByRole("region", { name: "Printer" })).toContainText("is connected.");
}

/** What is wider than the page, or than the box that it stands in. What scrolls by itself may be wide inside. */
function whatSticksOut() {
  const SLACK = 1;
  const shown = (one) => one.checkVisibility() && !one.closest(".hidden, .skip-link");
  const told = (one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)}`;
  const styleOf = (one) => getComputedStyle(one);
  const scrolls = (one) => styleOf(one).overflowX !== "visible";
  const isBox = (one) => !["inline", "contents"].includes(styleOf(one).display);
  const [MOST, found] = [8, []];
  const page = { left: 0, right: document.documentElement.clientWidth };
  // What is placed over the page is beside what it stands in, on purpose.
  const isPlaced = (one) => ["absolute", "fixed"].includes(styleOf(one).position);
  const isOut = (inner, outer) => inner.right > outer.right + SLACK || inner.left < outer.left - SLACK;
  for (const one of document.body.querySelectorAll("*")) {
    if (!shown(one)) continue;
    const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "");
    const range = document.createRange();
    const boxes = texts.flatMap((text) => (range.selectNodeContents(text), [...range.getClientRects()]));
    let outer = one;
    while (outer && outer !== document.body && !scrolls(outer)) {
      const box = outer.getBoundingClientRect();
      if (isBox(outer) && boxes.some((text) => isOut(text, box))) found.push(`${told(one)} out of ${told(outer)}`);
      if (isPlaced(outer)) break;
      outer = outer.parentElement;
    }
    let around = one.parentElement;
    while (around && around !== document.body && !scrolls(around)) around = around.parentElement;
    const isFree = !around || around === document.body;
    if (isFree && isOut(one.getBoundingClientRect(), page)) found.push(`${told(one)} out of the page`);
  }
  const wider = document.documentElement.scrollWidth - window.innerWidth;
  if (wider > 0) found.unshift(`the page scrolls sideways by ${wider} px`);
  return found.slice(0, MOST);
}

/** The same with each menu and each part that opens, alone. A function of the page, as the other. */
function whatSticksOutOpened(look) {
  const closed = [...document.querySelectorAll("details:not([open])")].filter((one) => one.checkVisibility());
  return closed.flatMap((one) => {
    one.open = true;
    const found = look();
    one.open = false;
    return found.map((what) => `${one.querySelector("summary").textContent.trim().slice(0, 30)}: ${what}`);
  });
}

/** What changes more than its own page. */
const CHANGING = new Set([sellTheLast, moveWhatWasMoved, collide, sellForMillions, fillEntry]);

test("each page there is is looked at", () => {
  expect(Object.keys(PAGES).toSorted()).toEqual([...ROUTES].map(([, route]) => route).toSorted());
});

for (const [route, states] of Object.entries(PAGES)) {
  for (const [place, [account, path, prepare]] of states.entries()) {
    test(`long words and both directions stay within ${route}, ${place + 1}`, async ({ open, business, filled, program, watch }) => {
      watch.expect(/4(00|04|09|12|22)/);
      const isChanging = CHANGING.has(prepare);
      const shop = isChanging ? await fillShop(business, program) : filled.shop;
      const script = printers({ usb: [{ productName: NAME }], serial: [] });
      const of = isChanging ? business : filled.business;
      const page = await open(account, { of, path: path(shop), viewport: { width: WIDTHS[0], height: HEIGHT }, script });
      await expect(page.getByRole("heading", { name: "There is nothing here" })).toHaveCount(0);
      await prepare?.(page, { program, shop });
      await page.evaluate(() => document.fonts.ready);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        expect.soft(await page.evaluate(whatSticksOut), `at ${width} px`).toEqual([]);
        const opened = await page.evaluate(`(${whatSticksOutOpened})(${whatSticksOut})`);
        expect.soft(opened, `at ${width} px, opened`).toEqual([]);
      }
    });
  }
}

test("long names of categories leave the products in sight", async ({ open, business, program }) => {
  await fillShop(business, program);
  const page = await open("cashier", { path: "/till", viewport: { width: WIDTHS[0], height: HEIGHT } });
  const products = page.getByRole("region", { name: "Products" });
  await expect(products.getByRole("button", { name: LINK.slice(0, 60) }).first()).toBeVisible();
  const [one, all] = [products.getByRole("button", { name: "All", exact: true }), products.locator(".till-categories")];
  const height = async (box) => (await box.boundingBox()).height;
  expect(await height(all)).toBeLessThan(2 * (await height(one)));
});

test("what is asked before an order is moved opens in the page, and hides nothing else of it", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell();
  await api.move(order, "processing");
  const page = await open("manager", { path: `/orders/${order.reference}`, viewport: { width: WIDTHS[0], height: HEIGHT } });
  const asked = ["Put back to Pending", "Cancel order", "Delete order"];
  for (const name of asked) await page.locator("summary", { hasText: name }).click();
  const boxes = [];
  for (const name of asked) {
    const panel = page.locator("details", { hasText: name }).locator("form");
    boxes.push(await panel.boundingBox());
    await panel.getByRole("button", { name }).click({ trial: true });
  }
  for (const { x, width } of boxes) expect(x >= 0 && x + width <= WIDTHS[0]).toBe(true);
});
