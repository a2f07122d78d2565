// The pictures of README and of the user guide, made anew: each set on a Kedai of its own with a new demo,
// which KEDAI_PROGRAM and KEDAI_SITE_DIR name. `make pictures` builds both and runs this.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

import { Kedai } from "../bench/kedai.mjs";
import { program } from "../support/api.mjs";
import { LAUNCH, changeSome, charge, fillBasket, fillEntry, sellADay, sellOnTerms, sellParty, show, signedIn } from "./scenes.mjs";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));
/** A picture of the guide is small enough to be looked at on a telephone: bytes. */
const MOST_BYTES = 150_000;

/** The page as it lies there: nothing focused, nothing pointed at. */
async function calm(page) {
  await page.evaluate(() => {
    document.activeElement?.blur();
    document.querySelector(".till-products")?.scrollTo(0, 0);
  });
  await page.mouse.move(0, 0);
}

/** Till and board side by side, as two tablets on a counter. */
async function photographForReadme(browser, baseURL) {
  await sellADay(await program(baseURL, "manager"));
  const options = { viewport: { width: 1080, height: 810 }, deviceScaleFactor: 2 / 3, colorScheme: "light" };
  const shots = [];
  for (const [account, path, prepare] of [["cashier", "/till", fillBasket], ["staff", "/board"]]) {
    const context = await signedIn(browser, baseURL, account, options);
    const page = await context.newPage();
    await show(page, path);
    await prepare?.(page);
    await calm(page);
    shots.push((await page.screenshot()).toString("base64"));
    await context.close();
  }
  const page = await browser.newPage({ viewport: { width: 1440, height: 540 } });
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot}" width="720" height="540">`);
  await page.setContent(`<body style="margin:0;display:flex">${images.join("")}`);
  await page.screenshot({ path: join(docs, "till-and-board.png") });
  await page.close();
}

/** Puts what the picture is about at its top. */
const scrollTo = (selector) => async (page) => {
  await page.locator(selector).first().evaluate((one) => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 16));
};
const scrollToEnd = (page) => page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
const open = (words) => (page) => page.locator("summary", { hasText: words }).first().click();
const then = (...steps) => async (page) => {
  for (const step of steps) await step(page);
};
const panel = (heading) => `section:has(> h2:text-is("${heading}"))`;

/** A number that can be called. */
async function putRight(page) {
  await page.getByLabel("Phone number").fill("+62 812-1234-5678");
  await page.getByLabel("Phone number").blur();
}

/** Name, who looks, where, what they do first, and the part of the page that is shown if not its window. */
function scenes({ busy, onTerms, party }) {
  return [
    ["selling", "cashier", "/till", charge],
    ["phone-order", "cashier", "/orders/new", then(fillEntry, putRight, scrollTo(".entry-columns"))],
    ["payments", "cashier", `/orders/${onTerms.reference}`, scrollTo(".order-columns")],
    ["editing", "manager", `/orders/${party.reference}/edit`, changeSome, panel("What changes")],
    ["voiding", "manager", `/orders/${onTerms.reference}`, open("Print or void"), panel("Payments")],
    ["deleting", "manager", `/orders/${busy.reference}`, then(open("Delete order"), scrollToEnd)],
    ["audit", "manager", `/audit?order=${onTerms.reference}`],
    ["customer", "manager", `/customers/${onTerms.customer.id}`],
    ["dashboard", "manager", "/dashboard"],
    ["receipt", "cashier", `/orders/${busy.reference}`, open("Preview"), panel("Receipt")],
    ["printers", "cashier", "/settings/printers"],
  ];
}

async function photographForGuide(browser, baseURL) {
  const api = await program(baseURL, "manager");
  const orders = await sellADay(api);
  const made = { busy: orders[7], onTerms: await sellOnTerms(api), party: await sellParty(api) };
  mkdirSync(join(docs, "guide"), { recursive: true });
  for (const [name, account, path, prepare, part] of scenes(made)) {
    const options = { viewport: { width: 1080, height: 720 }, deviceScaleFactor: 2 / 3, colorScheme: "light" };
    const context = await signedIn(browser, baseURL, account, options);
    const page = await context.newPage();
    await show(page, path);
    await prepare?.(page);
    await calm(page);
    const file = join(docs, "guide", `${name}.png`);
    await (part ? page.locator(part) : page).screenshot({ path: file });
    await context.close();
    if (statSync(file).size > MOST_BYTES) throw new Error(`${file} has more than ${MOST_BYTES} bytes`);
  }
}

const browser = await chromium.launch(LAUNCH);
for (const photograph of [photographForReadme, photographForGuide]) {
  const kedai = await Kedai.start();
  try {
    await photograph(browser, `http://127.0.0.1:${kedai.port}`);
  } finally {
    await kedai.stop();
  }
}
await browser.close();
