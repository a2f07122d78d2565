// Orders that aren't paid at once: agreed on in the browser, paid in parts, and corrected.
import { expect, isAlive, test, visit } from "../support/journey.mjs";
import { violations } from "../support/axe.mjs";
import { OrderEntry } from "../support/entry.mjs";
import { Printer, printers, qrOf, rows } from "../support/printer.mjs";

const CHEAP = "58 mm (POS-5890, ZJ-5870 and alike) · 32 columns";

/** Rows of paper as a person reads them. */
const read = (paper) => rows(paper).map((row) => row.trim().replace(/\s+/g, " "));

/** A day as the pages write it. */
function written(date) {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const [year, month, day] = date.split("-").map(Number);
  return `${day} ${months[month - 1]} ${year}`;
}

/** The first due date of a schedule that begins so many days from now. */
function inDays(days) {
  const jakarta = new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000);
  return jakarta.toISOString().slice(0, 10);
}

async function orderOnTerms(program, changes = {}) {
  return (await program("cashier")).sell({
    customer: { name: "Budi Santoso", phone: "+62 812-3456-7890" },
    items: [{ name: "Birthday cake", unit_price: 1_000_000, quantity: 1 }],
    payment: {
      type: "installments",
      down_payment: { percent: 30, method: "cash" },
      installments: { count: 2, interval: "month", first_due: inDays(30) },
    },
    ...changes,
  });
}

test("30 % down and two instalments: agreed, paid, printed and handed over", async ({ open, program }) => {
  const api = await program("manager");
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  await printer.connect(CHEAP);

  // By phone. The preview goes along with every keystroke, and nobody is told off while typing.
  await visit(page, "/orders");
  await page.getByRole("link", { name: "New phone order" }).click();
  await isAlive(page);
  const entry = new OrderEntry(page);
  await entry.customer("Budi Santoso", "+62 812-3456-7890");
  await entry.add("Latte");
  await entry.add("Latte");
  await expect(entry.line(0).getByLabel("Quantity")).toHaveValue("2");
  await entry.addCustom("Birthday cake", "924.000");
  await expect(entry.sum("Total")).toContainText("1,100,000");
  await entry.pay("Down payment and instalments");
  await page.getByLabel("How much now").pressSequentially("30");
  await expect(page.locator(".field-problem")).toHaveCount(0);
  await page.getByLabel("First due on").fill(inDays(30));
  await expect(entry.preview.getByRole("listitem")).toHaveCount(2);
  await expect(entry.sum("Paid now: Cash")).toContainText("330,000");
  const dues = await entry.dues();
  await entry.record.click();
  const reference = await entry.recorded();

  // The server made of it what the preview showed.
  const order = await api.get(`/api/v1/offline-orders/${reference}`);
  expect([order.channel, order.total, order.amount_paid]).toEqual(["phone", 1_100_000, 330_000]);
  const made = order.payment_terms.installments.map(({ due_date: due, amount }) => `due ${written(due)} IDR ${amount.toLocaleString("en")}`);
  expect(dues.map((due) => due.replace(/\u00a0/g, " "))).toEqual(made);

  const states = () => page.locator(".schedule tbody .badge").allTextContents();
  await expect.poll(states).toEqual(["○ Open", "○ Open"]);

  // The slip has every instalment, and the way to the order.
  await page.getByRole("button", { name: "Print instalment slip" }).click();
  await expect(page.getByText("Printed.", { exact: true })).toBeVisible();
  const slip = await printer.take();
  const [first, second] = order.payment_terms.installments;
  expect(read(slip)).toEqual(expect.arrayContaining([
    "Instalment slip", "Customer Budi Santoso", "Total 1,100,000", "Down payment 330,000",
    `1 ${written(first.due_date)} 385,000`, `2 ${written(second.due_date)} 385,000`, "open", "Still due IDR 770,000",
  ]));
  expect(qrOf(slip)).toBe(order.tracking_url);

  // The first instalment, in cash, with change.
  await expect(page.getByLabel("Amount paid")).toHaveValue("385,000");
  await page.getByLabel("Cash received").fill("400.000");
  await expect(page.getByText(/Change to give back: IDR.15,000/)).toBeVisible();
  await page.getByRole("button", { name: "Record payment" }).click();
  const recorded = page.getByRole("status").filter({ hasText: "recorded." });
  await expect(recorded).toContainText(/IDR.385,000 is still due/);
  await expect.poll(states).toEqual(["✓ Paid", "○ Open"]);
  await isAlive(page);
  await recorded.getByRole("button", { name: "Print payment receipt" }).click();
  await expect(recorded.getByText("Printed once.")).toBeVisible();
  const receipt = await printer.take();
  expect(read(receipt)).toEqual(expect.arrayContaining([
    "Payment receipt", "Cash, instalment 1 IDR 385,000", "Received 400,000", "Change 15,000",
    "Paid so far 715,000", "Still due IDR 385,000", `Next due ${written(second.due_date)}`,
  ]));

  // The second by transfer: nothing is due any more, and the order can be handed over.
  await page.getByLabel("Method").selectOption("Bank transfer");
  await page.getByRole("button", { name: "Record payment" }).click();
  await expect(recorded).toContainText("Nothing is due any more.");
  await expect.poll(states).toEqual(["✓ Paid", "✓ Paid"]);
  await expect(page.getByRole("button", { name: "Record payment" })).toHaveCount(0);
  expect((await api.get(`/api/v1/offline-orders/${reference}`)).status).toBe("PAID");
  for (const step of ["Start", "Ready", "Hand over"]) await page.getByRole("button", { name: step, exact: true }).click();
  await expect(page.getByText("Moved to Completed")).toBeVisible();
  expect((await api.get(`/api/v1/offline-orders/${reference}`)).status).toBe("COMPLETED");
});

test("what is wrong is told at its field, and what was typed stays", async ({ open }) => {
  const page = await open("cashier");
  const entry = await OrderEntry.open(page);
  await entry.record.click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was recorded yet" })).toBeVisible();
  await expect(page.getByText("Add at least one product or custom line.")).toBeVisible();
  await expect(page.getByText("Enter the customer's phone number.")).toBeVisible();
  await entry.customer("Siti Rahmawati", "0812-1234-5678");
  await expect(page.getByText("Enter the customer's phone number.")).toHaveCount(0);
  await entry.addCustom("Tumpeng", "750000.00");
  await expect(page.getByText("Enter the price in digits.")).toBeVisible();
  await entry.lines.locator(".entry-line").last().getByLabel("Price of one").fill("750.000");
  await entry.pay("Down payment and instalments");
  await page.getByRole("radio", { name: "Own dates and amounts" }).check();
  await page.getByLabel("Due date 1").fill(inDays(40));
  await page.getByLabel("Amount of instalment 1").fill("300.000");
  await page.getByLabel("Due date 2").fill(inDays(20));
  await expect(page.getByText("Each instalment is due after the one before.")).toBeVisible();
  await page.getByLabel("Due date 2").fill(inDays(70));
  await expect(page.locator(".field-problem")).toHaveCount(0);
  await expect(entry.preview.getByRole("listitem").last()).toContainText(/IDR.525,000/);
  await entry.record.click();
  await entry.recorded();
  await expect(page.getByText("Siti Rahmawati", { exact: true })).toBeVisible();
});

test("an order whose answer was lost is sent again and is one", async ({ open, program, watch }) => {
  watch.expect(/failed: POST .*\/api\/page\/record-sale|ERR_CONNECTION_REFUSED|ERR_FAILED/);
  const page = await open("cashier");
  const entry = await OrderEntry.open(page);
  await entry.customer("Lost Answer", "+62 811-0909-0909");
  await entry.add("Latte");
  let lost = 0;
  await page.route("**/api/page/record-sale", async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort("connectionrefused");
  });
  await entry.record.click();
  await expect(page.getByText("It is not known whether the order was recorded.")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await entry.recorded();
  const api = await program("cashier");
  expect(await api.find("Lost Answer")).toHaveLength(1);
});

test("a manager voids a payment, and the ledger shows both", async ({ open, program }) => {
  const order = await orderOnTerms(program);
  const cashier = await open("cashier", { path: `/orders/${order.reference}` });
  await cashier.getByRole("button", { name: "Record payment" }).click();
  await expect(cashier.getByText("recorded.")).toBeVisible();
  await expect(cashier.getByText("Void payment")).toHaveCount(0);

  const page = await open("manager", { path: `/orders/${order.reference}` });
  const payments = page.locator(".payments > li");
  await payments.nth(1).getByText("Print or void").click();
  await expect(payments.nth(1)).toContainText(/IDR.385,000 count as not received, and are due again\./);
  await payments.nth(1).getByLabel("Why is it wrong?").fill("typed into the wrong order");
  await payments.nth(1).getByRole("button", { name: "Void payment" }).click();
  await expect(payments).toHaveCount(3);
  await expect(payments.nth(1).locator("s")).toContainText("385,000");
  await expect(payments.nth(1)).toContainText("Voided");
  await expect(payments.nth(2)).toContainText(/Reversal.*takes back the payment of/);
  await expect(page.locator(".schedule tbody .badge").first()).toHaveText("○ Open");
  await expect(page.getByText("Payment voided")).toBeVisible();
  // The cashier's page follows.
  await expect(cashier.locator(".payments > li")).toHaveCount(3);
});

test("the list says how much is due and until when", async ({ open, program }) => {
  const order = await orderOnTerms(program);
  const page = await open("cashier", { path: `/orders?search=${order.reference}` });
  const row = page.getByRole("row").filter({ hasText: order.reference });
  await expect(row).toContainText(/IDR.770,000 due/);
  await expect(row).toContainText(`by ${written(inDays(30))}`);
  const customer = await open(null, { path: new URL(order.tracking_url).pathname });
  await expect(customer.getByText(`Next payment due on ${written(inDays(30))}`)).toBeVisible();
  await expect(customer.getByRole("main")).not.toContainText("Budi");
});

test.describe("without JavaScript", () => {
  test.beforeEach(({ watch }) => {
    watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
    watch.expect(/422 POST|status of 422/);
  });

  test("an order on terms is recorded and paid", async ({ open, program }) => {
    const page = await open("cashier", { javaScriptEnabled: false });
    await page.goto("/orders");
    await page.getByRole("link", { name: "New phone order" }).click();
    const button = (name) => page.getByRole("button", { name, exact: true });
    await page.getByRole("region", { name: "Customer" }).getByLabel("Name").fill("Ratna Kusuma");
    await page.getByLabel("Phone number").fill("12");
    await page.getByLabel("Product or name").nth(0).fill("Latte");
    await page.getByLabel("Product or name").nth(1).fill("Birthday cake");
    await page.getByLabel("Price of one").nth(1).fill("962.000");
    await page.getByRole("radio", { name: "Down payment and instalments" }).check();
    await page.getByLabel("How much now").fill("30");
    await button("Show total and schedule").click();
    const preview = page.getByRole("region", { name: "What it comes to" });
    await expect(preview.getByRole("listitem")).toHaveCount(2);
    await expect(preview).toContainText("1,100,000");
    await button("Record order").click();
    await expect(page.getByText("Enter a phone number of 5 to 20 digits.")).toBeVisible();
    await expect(page.getByLabel("Product or name").nth(1), "nothing is lost").toHaveValue("Birthday cake");
    await expect(page.getByRole("radio", { name: "Down payment and instalments" })).toBeChecked();
    await page.getByLabel("Phone number").fill("+62 813-5555-0177");
    await button("Record order").click();
    await expect(page).toHaveURL(/\/orders\/GO-/);
    const reference = page.url().match(/GO-[0-9A-Z]{6}/)[0];
    await page.getByLabel("Amount paid").fill("385.000.000");
    await button("Record payment").click();
    await expect(page.getByText(/Only IDR.770,000 is still due|Enter an amount above 0/)).toBeVisible();
    await page.getByLabel("Amount paid").fill("385.000");
    await page.getByLabel("Cash received").fill("400.000");
    await button("Record payment").click();
    await expect(page.getByText(/Change to give back: IDR.15,000/)).toBeVisible();
    const api = await program("manager");
    expect((await api.get(`/api/v1/offline-orders/${reference}`)).balance_due).toBe(385_000);
    expect(await api.find("Ratna Kusuma")).toHaveLength(1);
  });
});

for (const lang of ["en", "id"]) {
  test(`the filled form is accessible, in ${lang} @responsive`, async ({ open }) => {
    for (const theme of ["light", "dark"]) {
      const page = await open("cashier", { cookies: { lang, theme }, path: "/orders/new" });
      await page.locator(".entry-search input").fill("latte");
      await page.locator(".entry-found button").first().click();
      await page.locator('input[value="installments"]').check();
      await page.locator(".entry-send .button-primary").click();
      await expect(page.locator(".field-problem").first()).toBeVisible();
      expect(await violations(page), theme).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
    }
  });
}
