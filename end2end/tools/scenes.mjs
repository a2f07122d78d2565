// What is on the pages that are photographed: a day's work at the demo's café, and people in the middle of theirs.
import { DEMO, PASSWORD } from "../support/accounts.mjs";
import { CHROMIUM } from "../support/chromium.mjs";

/** How Chromium is started to take pictures. */
export const LAUNCH = {
  executablePath: CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
};

/** What a café sells in a day: products by SKU, how it is paid, how far it is, who buys. */
const MADE = ["processing", "ready"];
const GONE = [...MADE, "completed"];
const SALES = [
  { items: [["KOP-01", 2, "less sugar"], ["PAS-01", 1]], tendered: 100_000, to: GONE },
  { items: [["KOP-02", 1], ["PAS-06", 1]], method: "card", to: GONE },
  {
    items: [["FOD-01", 2, "one without egg"], ["TEH-05", 2]],
    method: "card", customer: ["Siti Rahmawati", "+62 812-1234-5678"], to: GONE,
  },
  {
    items: [["RET-02", 2], ["RET-04", 1]],
    method: "bank_transfer", customer: ["Hendra Wijaya", "+62 811-8888-0303"], discount: [33_500, "regular"], to: GONE,
  },
  { items: [["KOP-03", 1]], tendered: 50_000, to: ["cancelled"], reason: "ordered twice" },
  {
    items: [["KOP-09", 3, "no ice in one of them"], ["FOD-08", 2]],
    tendered: 200_000, customer: ["Maya", "+62 813-2222-0404"], to: MADE,
  },
  { items: [["DRK-01", 1], ["PAS-05", 2]], method: "card", to: MADE },
  {
    items: [["FOD-07", 1, "extra sambal"], ["FOD-03", 1], ["DRK-04", 2]],
    method: "card", customer: ["Budi Santoso", "+62 812-3456-7890"], to: ["processing"],
  },
  { items: [["KOP-05", 2], ["KOP-06", 1, "oat milk"]], tendered: 150_000, to: ["processing"] },
  { items: [["KOP-01", 4], ["PAS-03", 2, "warm, please"]], tendered: 200_000, to: [] },
  { items: [["TEH-04", 1], ["FOD-06", 1, "egg well done"]], method: "card", note: "table by the window", to: [] },
  { items: [["KOP-10", 2]], tendered: 100_000, customer: ["Rina", "+62 815-7777-0505"], to: [] },
];

export async function sellADay(api) {
  const products = new Map((await api.products()).map((product) => [product.sku, product.id]));
  const orders = [];
  for (const { items, method = "cash", tendered, customer, discount, note, to, reason } of SALES) {
    const order = await api.sell({
      items: items.map(([sku, quantity, words]) => ({ product_id: products.get(sku), quantity, note: words })),
      customer: customer && { name: customer[0], phone: customer[1] },
      discount: discount && { amount: discount[0], reason: discount[1] },
      payment: { type: "full", method, ...(tendered && { tendered }) },
      note,
    });
    for (const status of to) await api.move(order, status, reason);
    orders.push(order);
  }
  return orders;
}

/** An order that is paid in parts: the first instalment was paid. */
export async function sellOnTerms(api) {
  const order = await api.sell({
    channel: "phone",
    items: [{ name: "Wedding cake", unit_price: 1_000_000, quantity: 1, note: "three tiers" }],
    customer: { name: "Budi Santoso", phone: "+62 812-3456-7890" },
    payment: {
      type: "installments",
      down_payment: { percent: 30, method: "cash", tendered: 350_000 },
      installments: { count: 3, interval: "month" },
    },
  });
  const part = order.payment_terms.installments[0].amount;
  const path = `/api/v1/offline-orders/${order.id}/payments`;
  await api.api.post(path, { data: { amount: part, method: "bank_transfer", note: "from his brother" } });
  return order;
}

/** The form for an order on terms, half way. */
export async function fillEntry(page) {
  const search = page.getByRole("searchbox", { name: "Find a product" });
  for (const name of ["Latte", "Croissant"]) {
    await search.fill(name);
    await search.press("Enter");
  }
  await page.getByRole("button", { name: "Add custom line" }).click();
  await page.getByLabel("Product or name").last().fill("Birthday cake");
  await page.getByLabel("Price of one").last().fill("450.000");
  await page.getByRole("region", { name: "Customer" }).getByLabel("Name").fill("Siti Rahmawati");
  await page.getByLabel("Phone number").fill("12");
  await page.getByRole("radio", { name: "Down payment and instalments" }).check();
  await page.getByLabel("How much now").fill("30");
  await page.getByRole("button", { name: "Record order" }).click();
}

export const tools = (page) => page.getByText("Print or void").first().click();

/** A party on credit, half of the first instalment paid. */
export async function sellParty(api) {
  const products = new Map((await api.products()).map((product) => [product.sku, product.id]));
  const order = await api.sell({
    items: [
      { name: "Birthday cake, three tiers", unit_price: 850_000, quantity: 1, note: "no nuts" },
      { product_id: products.get("KOP-01"), quantity: 30 },
    ],
    customer: { name: "Wulan Kusumawardhani", phone: "+62 812-9090-0606" },
    note: "party of thirty, upstairs",
    payment: {
      type: "installments", down_payment: { percent: 30, method: "bank_transfer" },
      installments: { count: 3, interval: "month" },
    },
  });
  const paid = await api.api.post(`/api/v1/offline-orders/${order.id}/payments`, { data: { amount: 200_000, method: "cash" } });
  if (!paid.ok()) throw new Error(await paid.text());
  return order;
}

export async function signedIn(browser, baseURL, account, options) {
  const context = await browser.newContext({ baseURL, locale: "en-GB", reducedMotion: "reduce", ...options });
  if (account) await signIn(context, baseURL, account);
  return context;
}

/** Signs somebody in in a browser, whoever was there before. */
export async function signIn(context, baseURL, account) {
  await context.request.post("/api/page/sign-in", {
    form: { email: DEMO.address(account), password: PASSWORD, next: "/" },
    headers: { Origin: baseURL, Accept: "text/html" },
    maxRedirects: 0,
  });
}

export async function show(page, path) {
  await page.goto(path);
  await page.waitForFunction(() => window.wasmBindings !== undefined);
  await page.evaluate(() => document.fonts.ready);
}

/** A basket, as it looks in the middle of a sale. */
export async function fillBasket(page) {
  const product = (name) => page.getByRole("button", { name, exact: true });
  await product("Kopi susu").and(page.locator(":enabled")).waitFor();
  for (const name of ["Kopi susu", "Kopi susu", "Croissant", "Es kopi gula aren"]) await product(name).click();
  await showOrder(page);
  await page.getByRole("button", { name: "Note" }).first().click();
  await page.getByRole("textbox", { name: "Note for the kitchen" }).fill("less sugar");
  await page.getByRole("button", { name: "Done" }).click();
}

/** On a phone the order lies behind the products. */
export async function showOrder(page) {
  const toggle = page.getByRole("button", { name: /^Show order/ });
  if (await toggle.isVisible()) await toggle.click();
}

export async function charge(page) {
  await fillBasket(page);
  await page.getByRole("button", { name: /^Charge/ }).click();
}

export async function split(page) {
  await charge(page);
  await page.getByRole("button", { name: "Split payment" }).click();
}

export async function complete(page) {
  await charge(page);
  await page.getByRole("button", { name: "150,000" }).click();
  await page.getByRole("button", { name: "Complete sale" }).click();
  await page.getByRole("button", { name: "New sale" }).waitFor();
}

/** An edit half made. */
export async function changeSome(page) {
  await page.getByLabel("Phone number").fill("+62 811-0000-1111");
  await page.getByLabel("From the menu").fill("Croissant");
  await page.getByLabel("From the menu").press("Enter");
  await page.getByRole("textbox", { name: "Croissant: Quantity" }).fill("12");
  await page.getByRole("button", { name: "Remove Kopi susu" }).click();
  await page.getByRole("region", { name: "What changes" }).getByText("taken").waitFor();
}

/** The same, while somebody else saved another note. */
export async function collide(page, api, order) {
  await page.getByLabel("Note on the order").fill("party of forty, upstairs");
  const { version } = await api.get(`/api/v1/offline-orders/${order.id}`);
  const change = { note: `party on the terrace, at ${version}`, customer: { email: `wulan.${version}@example.com` } };
  const path = `/api/v1/offline-orders/${order.id}`;
  await api.api.patch(path, { data: change, headers: { "If-Match": `"${version}"` } });
  await changeSome(page);
  await page.getByRole("region", { name: "Somebody else changed this order" }).waitFor();
}

export const preview = (page) => page.getByText("Preview", { exact: true }).click();
