// Pictures of every page with a day's work on it, to look at: phone, tablet and desktop, in both lights.
//
//   node tools/screenshots.mjs http://127.0.0.1:3000 [PAGE …]
//
// It sells on the server it is given, so give it one with a new demo. Pictures go to results/screenshots,
// which git ignores. Those of docs/ are made by pictures.mjs.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

import { program } from "../support/api.mjs";
import { olderOnce } from "../support/release.mjs";
import { scan } from "../support/scanner.mjs";
import {
  LAUNCH, changeSome, charge, collide, complete, fillBasket, fillEntry, preview, sellADay, sellOnTerms, sellParty, show, signIn, signedIn, split,
  tools,
} from "./scenes.mjs";

const WIDTHS = { phone: [390, 844], tablet: [820, 1180], desktop: [1440, 900] };
const [baseURL, ...only] = process.argv.slice(2);
if (!baseURL) throw new Error("Which server? Write its address: http://127.0.0.1:3000");

const folder = fileURLToPath(new URL("../results/screenshots", import.meta.url));

/** Name, who looks, where, and what they do first. */
function pages(orders, onTerms, api, party, deleted) {
  const [first, , , transfer, , , , busy] = orders;
  return [
    ["login", null, "/login"],
    ["login-wrong", null, "/login?problem=invalid_credentials"],
    ["till", "cashier", "/till"],
    ["till-basket", "cashier", "/till", fillBasket],
    ["till-pay", "cashier", "/till", charge],
    ["till-split", "cashier", "/till", split],
    ["till-done", "cashier", "/till", complete],
    ["board", "staff", "/board"],
    ["orders", "manager", "/orders"],
    ["orders-none", "manager", "/orders?search=nobody"],
    ["order", "manager", `/orders/${busy.reference}`],
    ["order-new", "cashier", "/orders/new"],
    ["order-new-filled", "cashier", "/orders/new", fillEntry],
    ["order-terms", "manager", `/orders/${onTerms.reference}`, tools],
    ["tracking-terms", null, new URL(onTerms.tracking_url).pathname],
    ["order-discount", "manager", `/orders/${transfer.reference}`, preview],
    ["order-edit", "manager", `/orders/${party.reference}/edit`, changeSome],
    ["order-edit-stale", "manager", `/orders/${party.reference}/edit`, (page) => collide(page, api, party)],
    ["order-deleted", "manager", `/orders/${deleted.reference}`],
    ["customers", "manager", "/customers"],
    ["customers-none", "manager", "/customers?search=nobody"],
    ["customer", "manager", `/customers/${onTerms.customer.id}`],
    ["customer-erase", "manager", `/customers/${transfer.customer.id}`, (page) => page.getByText("Erase this person").first().click()],
    ["audit", "manager", "/audit"],
    ["audit-order", "manager", `/audit?order=${onTerms.reference}`],
    ["dashboard", "manager", "/dashboard"],
    ["dashboard-empty", "manager", "/dashboard?store=kemang"],
    ["printers", "cashier", "/settings/printers"],
    ["scanner", "cashier", "/settings/scanner", tryScanner],
    ["tracking", null, new URL(busy.tracking_url).pathname],
    ["tracking-done", null, new URL(first.tracking_url).pathname],
    ["track", null, "/track"],
    ["order-scanned", "manager", `/orders/${busy.reference}`, (page) => scan(page, "8991001000011")],
    ["board-newer", "staff", "/board", becomeOlder],
    ["till-newer", "cashier", "/till", async (page) => (await becomeOlder(page), await fillBasket(page))],
    ["orders-as-other", "manager", "/orders", signInAsOther],
    ["forbidden", "cashier", "/dashboard"],
    ["nothing", null, "/nowhere"],
  ];
}

async function tryScanner(page) {
  await scan(page, "~]E08991001000019#", { gap: 42, end: "Tab" });
  await page.getByText("The keys that came").click();
}

async function becomeOlder(page) {
  await page.addInitScript(olderOnce);
  await page.reload();
  await page.getByText("There is a newer version of Kedai.").waitFor();
}

async function signInAsOther(page) {
  await signIn(page.context(), baseURL, "owner");
  await page.getByText("Somebody else is signed in now").waitFor();
}

async function photograph(browser, orders, onTerms, party, deleted) {
  mkdirSync(folder, { recursive: true });
  for (const [name, account, path, prepare] of pages(orders, onTerms, api, party, deleted)) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const [device, [width, height]] of Object.entries(WIDTHS)) {
      for (const colorScheme of ["light", "dark"]) {
        const options = { viewport: { width, height }, colorScheme, isMobile: device === "phone" };
        const context = await signedIn(browser, baseURL, account, options);
        const page = await context.newPage();
        await show(page, path);
        await prepare?.(page);
        await page.screenshot({ path: join(folder, `${name}-${device}-${colorScheme}.png`), fullPage: !path.startsWith("/till") });
        await context.close();
      }
    }
  }
}

const browser = await chromium.launch(LAUNCH);
const api = await program(baseURL, "manager");
const orders = await sellADay(api);
const [onTerms, party] = [await sellOnTerms(api), await sellParty(api)];
const deleted = await api.sell();
await api.api.delete(`/api/v1/offline-orders/${deleted.id}`, { data: { reason: "entered twice" } });
await photograph(browser, orders, onTerms, party, deleted);
await browser.close();
