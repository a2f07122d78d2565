// Everything that can happen at a till but the plain sale: other hands, other payments, other luck.
import { around, expect, isAlive, test, visit } from "../support/journey.mjs";
import { scan } from "../support/scanner.mjs";
import { Till } from "../support/till.mjs";

const KOPI_SUSU = "8991001000011";
const LATTE = "8991001000028";

async function name(till, customer) {
  await till.order.getByText("Customer and notes").click();
  await till.order.getByRole("textbox", { name: "Customer name" }).fill(customer);
}

test("by keyboard alone", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  const { keyboard } = page;
  await keyboard.press("3");
  await expect(page.getByText("3 × the next product")).toBeVisible();
  await keyboard.press("/");
  await expect(till.search).toBeFocused();
  await keyboard.type("flat", { delay: 60 });
  await expect(till.product("Flat white")).toBeVisible();
  await keyboard.press("Enter");
  await expect(till.line("Flat white")).toContainText("3×");
  await keyboard.press("/");
  await keyboard.type("latte", { delay: 60 });
  await keyboard.press("ArrowDown");
  await expect(till.product("Latte")).toBeFocused();
  await keyboard.press("ArrowRight");
  await expect(till.product("Matcha latte")).toBeFocused();
  await keyboard.press("Enter");
  await expect(till.line("Matcha latte")).toBeVisible();
  await keyboard.press("Escape");
  await keyboard.press("F2");
  await expect(till.received).toBeFocused();
  await keyboard.type("200000", { delay: 60 });
  await expect(till.change).toContainText(/IDR\s30,600/);
  await keyboard.press("Escape");
  await expect(till.charge()).toBeVisible();
  await keyboard.press("F2");
  await keyboard.press("Enter");
  await till.reference();
  await expect(till.done).toBeFocused();
  await keyboard.press("Enter");
  await expect(till.order.getByText("Nothing in it yet")).toBeVisible();
  await keyboard.press("?");
  await expect(page.getByText("How many of the next product")).toBeVisible();
});

test("with a barcode scanner alone, wherever the focus is", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  await scan(page, KOPI_SUSU);
  await expect(till.line("Kopi susu")).toContainText("1×");
  await scan(page, KOPI_SUSU);
  await expect(till.line("Kopi susu")).toContainText("2×");
  await expect(page.getByText("the next product")).toBeHidden();
  await till.search.click();
  await scan(page, LATTE);
  await expect(till.line("Latte")).toContainText("1×");
  await expect(till.search).toHaveValue("");
  await page.keyboard.press("Escape");
  await scan(page, "4999999999999");
  await expect(page.getByText("No product has the code 4999999999999.")).toBeVisible();
  await expect(till.order.getByRole("listitem")).toHaveCount(2);
  await till.pay();
});

test("quantities, notes, a line of one's own and a discount with its reason", async ({ open, program }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  const customer = "Sari";
  await till.add("Mocha", "Mocha", "Teh tarik", "Espresso");
  const mocha = till.line("Mocha");
  await mocha.getByRole("button", { name: "One more" }).click();
  await expect(mocha).toContainText("3×");
  await mocha.getByRole("button", { name: "One less" }).click();
  await expect(mocha).toContainText("2×");
  await till.line("Espresso").getByRole("button", { name: "Remove" }).click();
  await expect(till.line("Espresso")).toHaveCount(0);
  await mocha.getByRole("button", { name: "Note" }).click();
  await page.getByRole("textbox", { name: "Note for the kitchen" }).fill("less sugar");
  await page.getByRole("button", { name: "Done" }).click();
  await expect(mocha).toContainText("less sugar");

  await till.order.getByText("Custom line").click();
  const own = till.order.locator("form").filter({ hasText: "Price" });
  await own.getByRole("textbox", { name: "Name" }).fill("Birthday cake");
  await own.getByRole("textbox", { name: "Price" }).fill("250.000");
  await own.getByRole("button", { name: "Add" }).click();
  await expect(till.line("Birthday cake")).toContainText(/IDR\s250,000/);

  await till.order.getByText("Discount", { exact: true }).click();
  await till.order.getByRole("button", { name: "Percent" }).click();
  await till.order.getByRole("textbox", { name: "How much off" }).fill("10");
  await expect(till.order.getByRole("alert").filter({ hasText: "Say why there is a discount." })).toBeVisible();
  await expect(till.charge()).toBeDisabled();
  await till.order.getByRole("textbox", { name: "Reason" }).fill("regular");
  // (2 × 42,000 + 24,000 + 250,000) − 10 % = 322,200, and 10 % tax.
  await expect(till.sum("Discount")).toContainText(/IDR\s35,800/);
  await expect(till.sum("Total").last()).toContainText(/IDR\s354,420/);
  await name(till, customer);
  const reference = await till.pay();

  const [order] = await (await program("cashier")).find(customer);
  expect(order).toMatchObject({ reference, total: 354_420 });
  await visit(page, `/orders/${reference}`);
  await expect(page.getByText(around("Discount (", "regular", ")"))).toBeVisible();
  await expect(page.getByRole("row", { name: /Mocha less sugar/ })).toContainText("2×");
});

test("several ways to pay, and change in large figures", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  await till.add("Beef rendang bowl"); // 74,800 with tax
  await till.charge().click();
  await till.received.fill("70000");
  await expect(till.order.getByText("This is less than the total.")).toBeVisible();
  await expect(till.complete).toBeDisabled();
  await till.received.fill("seventy");
  await expect(till.order.getByText("An amount can't be read. Use digits only.")).toBeVisible();
  await page.getByRole("button", { name: "100,000" }).click();
  await expect(till.change).toContainText(/IDR\s25,200/);
  const size = await till.change.locator("strong").evaluate((change) => parseFloat(getComputedStyle(change).fontSize));
  expect(size).toBeGreaterThanOrEqual(40);

  await page.getByRole("button", { name: "Split payment" }).click();
  const [first, second] = [1, 2].map((part) => page.getByRole("textbox", { name: `Amount ${part}` }));
  await first.fill("50000");
  await expect(second).toHaveAttribute("placeholder", "the rest");
  await second.fill("20000");
  await expect(till.order.getByText("The parts must add up to the total.")).toBeVisible();
  await second.fill("");
  await page.getByRole("listitem").filter({ has: second }).getByRole("button", { name: "Bank transfer" }).click();
  await till.complete.click();
  const reference = await till.reference();
  await visit(page, `/orders/${reference}`);
  await expect(page.getByRole("listitem").filter({ hasText: "Cash" })).toContainText(/IDR\s50,000/);
  await expect(page.getByRole("listitem").filter({ hasText: "Bank transfer" })).toContainText(/IDR\s24,800/);
});

test("what has run out says so, and can't be sold", async ({ open, program, watch }) => {
  watch.expect(/422/);
  const api = await program("manager");
  const tumbler = (await api.products()).find((product) => product.sku === "RET-05");
  await api.sell({ items: [{ product_id: tumbler.id, quantity: tumbler.stock - 1 }] });
  const page = await open("cashier");
  const till = await Till.open(page);
  const place = page.locator("li.product-place").filter({ hasText: "Kopi Kita tumbler" });
  await expect(place).toContainText("1 left");
  // Somebody else sells the last one while it is in the basket.
  await till.add("Kopi Kita tumbler");
  await till.charge().click();
  await api.sell({ items: [{ product_id: tumbler.id, quantity: 1 }] });
  await till.complete.click();
  await expect(till.order.getByRole("alert")).toContainText("Only 0 of Kopi Kita tumbler left.");
  await expect(place).toContainText("Out of stock");
  await expect(till.product("Kopi Kita tumbler")).toBeDisabled();
  await page.getByRole("button", { name: "Back to order" }).click();
  await till.line("Kopi Kita tumbler").getByRole("button", { name: "Remove" }).click();
  await expect(till.charge()).toBeDisabled();
});

test("a double click on Complete sale is one order", async ({ open, program }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  const customer = "Dewi";
  await till.add("Cappuccino");
  await name(till, customer);
  await till.charge().click();
  await till.complete.dblclick({ delay: 1 });
  await till.reference();
  expect(await (await program("cashier")).find(customer)).toHaveLength(1);
});

test("the back button loses no basket and repeats no sale", async ({ open, program }) => {
  const page = await open("cashier");
  await visit(page, "/orders");
  const till = await Till.open(page);
  const customer = "Rina";
  await till.add("Long black");
  await name(till, customer);
  await page.goBack();
  await expect(page).toHaveURL("/orders");
  await isAlive(page);
  await page.goForward();
  await till.isReady();
  await expect(till.line("Long black")).toBeVisible();
  await till.pay();
  await page.goBack();
  await isAlive(page);
  await page.goForward();
  await till.isReady();
  await expect(till.order.getByText("Nothing in it yet")).toBeVisible();
  expect(await (await program("cashier")).find(customer)).toHaveLength(1);
});

test("two tabs make two sales", async ({ open }) => {
  const page = await open("cashier");
  const left = await Till.open(page);
  const right = await Till.open(await page.context().newPage());
  await left.add("Latte");
  await right.add("Espresso", "Espresso");
  await left.page.reload();
  await left.isReady();
  await right.page.reload();
  await right.isReady();
  await expect(left.order.getByRole("listitem")).toHaveCount(1);
  await expect(left.line("Latte")).toBeVisible();
  await expect(right.line("Espresso")).toContainText("2×");
  const references = [await left.pay(), await right.pay()];
  expect(new Set(references).size).toBe(2);
});

test("an answer lost on the way is asked for again, and the sale stays one", async ({ open, program, watch }) => {
  watch.expect(/failed: POST .*record-sale|ERR_FAILED/);
  const page = await open("cashier");
  const till = await Till.open(page);
  const customer = "Tono";
  await till.add("Cold brew");
  await name(till, customer);
  await till.charge().click();
  await page.route(/\/api\/page\/record-sale/, async (route) => {
    await route.fetch(); // the server hears it, and answers
    await route.abort("failed"); // nobody hears the answer
  }, { times: 1 });
  await till.complete.click();
  await expect(till.order.getByRole("alert")).toContainText("it will not be doubled");
  await expect(page.getByRole("button", { name: "Back to order" })).toBeDisabled();
  // Not even a reload forgets that something is under way.
  await page.reload();
  await till.isReady();
  const again = page.getByRole("button", { name: "Try again" });
  await again.click();
  const reference = await till.reference();
  const orders = await (await program("cashier")).find(customer);
  expect(orders.map((order) => order.reference)).toEqual([reference]);
});

test("a server that can't be reached leaves the sale as it was", async ({ open, watch }) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  const page = await open("cashier");
  const till = await Till.open(page);
  await till.add("Jasmine tea");
  await till.charge().click();
  await page.context().setOffline(true);
  await till.complete.click();
  await expect(till.order.getByRole("alert")).toContainText("it will not be doubled");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await till.reference();
});

test("a reload in mid-sale keeps the basket", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  await till.add("Mie goreng", "Soto ayam", "Soto ayam");
  await till.line("Soto ayam").getByRole("button", { name: "Note" }).click();
  await page.getByRole("textbox", { name: "Note for the kitchen" }).fill("no chilli");
  await page.reload();
  await till.isReady();
  await expect(till.line("Soto ayam")).toContainText("2×");
  await expect(till.line("Soto ayam")).toContainText("no chilli");
  await expect(till.line("Mie goreng")).toContainText("1×");
  await page.getByRole("button", { name: "Clear order" }).click();
  await expect(till.order.getByText("Nothing in it yet")).toBeVisible();
  await page.reload();
  await till.isReady();
  await expect(till.order.getByText("Nothing in it yet")).toBeVisible();
});
