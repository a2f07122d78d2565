// Editing an order that isn't paid yet: with a preview, against somebody else's edit, and without JavaScript.
import { around, expect, test, visit } from "../support/journey.mjs";
import { violations } from "../support/axe.mjs";
import { Board } from "../support/board.mjs";

const LATER = { type: "later", due_date: "2030-12-21" };

/** A cake on credit: 110,000 with tax. */
async function onCredit(program, changes = {}) {
  const api = await program("manager");
  const order = await api.sell({
    items: [{ name: "Birthday cake", unit_price: 100_000, quantity: 1, note: "no nuts" }],
    customer: { name: "Budi Santoso", phone: "+62 812-5555-0134" },
    note: "by the window",
    payment: LATER,
    ...changes,
  });
  return { api, order };
}

const foreseen = (page) => page.getByRole("region", { name: "What changes" });
const quantity = (page, name) => page.getByRole("textbox", { name: `${name}: Quantity` });

async function addProduct(page, name) {
  await page.getByLabel("From the menu").fill(name);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

test("a phone number and one more item: previewed, saved, in the history and in the kitchen", async ({ open, program }) => {
  const { api, order } = await onCredit(program);
  const board = await Board.open(await open("staff"));
  await expect(board.ticket(order.reference, "Pending")).toBeVisible();
  const page = await open("cashier", { path: `/orders/${order.reference}` });
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(page.getByRole("heading", { name: `Edit ${order.reference}` })).toBeVisible();
  await expect(foreseen(page)).toContainText("Nothing yet.");
  await page.getByLabel("Phone number").fill("+62 811-0000-1111");
  await expect(foreseen(page)).toContainText("Customer");
  await addProduct(page, "Croissant");
  await quantity(page, "Croissant").fill("2");
  // 100,000 and two croissants of 32,000, with ten percent.
  const total = foreseen(page).getByRole("row", { name: /^Total/ });
  await expect(total).toHaveText(/IDR\s110,000.*IDR\s180,400/);
  await expect(foreseen(page).getByRole("row", { name: /^21 Dec 2030/ })).toHaveText(/IDR\s110,000.*IDR\s180,400/);
  await expect(foreseen(page)).toContainText(/2 × \u2068?Croissant\u2069? taken, \d+ left/);
  expect((await api.get(`/api/v1/orders/${order.id}`)).version, "nothing is saved yet").toBe(1);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(`/orders/${order.reference}`);
  await expect(page.getByRole("link", { name: "+62 811-0000-1111" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Changed" })).toContainText("Customer, What was ordered");
  await expect(board.ticket(order.reference)).toContainText(/2×\s*Croissant/);
});

test("what is wrong is told at its field, and what is taken off can be put back", async ({ open, program }) => {
  const { order } = await onCredit(program);
  const page = await open("cashier", { path: `/orders/${order.reference}/edit` });
  await quantity(page, "Birthday cake").fill("many");
  await expect(page.getByRole("listitem").filter({ hasText: "Birthday cake" })).toContainText("Enter how many, in digits.");
  await quantity(page, "Birthday cake").fill("0");
  await expect(page.getByRole("alert")).toContainText("Enter a quantity of 1 to 9999.");
  await quantity(page, "Birthday cake").fill("1");
  await expect(page.getByRole("alert")).toBeHidden();
  await page.getByRole("button", { name: "Remove Birthday cake" }).click();
  await expect(page.getByRole("alert")).toContainText("at least one item");
  await page.getByRole("button", { name: "Put Birthday cake back" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
  await page.getByLabel("Phone number").fill("");
  await expect(page.getByRole("alert")).toContainText("Whoever pays later leaves a name and a phone number.");
});

test("of two tabs the second sees both sides, and loses nothing it typed", async ({ open, program, watch }) => {
  watch.expect(/412/);
  const { api, order } = await onCredit(program);
  const path = `/orders/${order.reference}/edit`;
  const [first, second] = [await open("manager", { path }), await open("cashier", { path })];
  await second.getByLabel("Phone number").fill("+62 899-1234-567");
  await second.getByLabel("Note on the order").fill("at the door");
  await addProduct(second, "Croissant");
  await expect(foreseen(second)).toContainText("Items");
  await first.getByLabel("Note on the order").fill("on the terrace");
  await first.getByLabel("E-mail").fill("budi@example.com");
  await expect(foreseen(first)).toContainText("Customer, Note on the order");
  await first.getByRole("button", { name: "Save" }).click();
  await expect(first).toHaveURL(`/orders/${order.reference}`);

  await second.getByRole("button", { name: "Save" }).click();
  const both = second.getByRole("region", { name: "Somebody else changed this order" });
  await expect(both).toContainText(around("Note: by ", "Dimas"));
  const note = both.getByRole("group", { name: "Note on the order" });
  await expect(note).toContainText("on the terrace");
  await expect(note).toContainText("at the door");
  await expect(note.getByRole("radio", { name: /Keep mine/ })).toBeChecked();
  await expect(both.getByRole("group", { name: "E-mail" }).getByRole("radio", { name: /Take theirs/ })).toBeChecked();
  await expect(second.getByLabel("Phone number")).toHaveValue("+62 899-1234-567");
  expect(await violations(second), "both sides").toEqual([]);
  await note.getByRole("radio", { name: /Take theirs/ }).check();
  await both.getByRole("button", { name: "Use these and go on" }).click();
  await expect(both).toBeHidden();
  await expect(second.getByLabel("Note on the order")).toHaveValue("on the terrace");
  await expect(second.getByLabel("E-mail")).toHaveValue("budi@example.com");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second).toHaveURL(`/orders/${order.reference}`);
  const saved = await api.get(`/api/v1/orders/${order.id}`);
  expect(saved).toMatchObject({ version: 3, note: "on the terrace", customer: { phone: "+62 899-1234-567", email: "budi@example.com" } });
  expect(saved.items.map((line) => line.name)).toEqual(["Birthday cake", "Croissant"]);
});

test("a paid order says why it can't be edited", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell();
  const page = await open("cashier", { path: `/orders/${order.reference}` });
  await expect(page.getByText("paid in full, so it can't be edited")).toBeVisible();
  await expect(page.getByRole("link", { name: "Edit", exact: true })).toHaveCount(0);
  await visit(page, `/orders/${order.reference}/edit`);
  await expect(page.getByRole("alert")).toContainText("This order is paid in full");
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
});

test("an order paid while its form is open is told so, and keeps what was typed", async ({ open, program, watch }) => {
  watch.expect(/409/);
  const { api, order } = await onCredit(program);
  const page = await open("cashier", { path: `/orders/${order.reference}/edit` });
  await page.getByLabel("Note on the order").fill("at the door");
  const paid = await api.api.post(`/api/v1/offline-orders/${order.id}/payments`, { data: { amount: 110_000, method: "cash" } });
  expect(paid.status()).toBe(201);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("This order is paid in full");
  await expect(page.getByLabel("Note on the order")).toHaveValue("at the door");
});

test.describe("without JavaScript", () => {
  test.beforeEach(({ watch }) => {
    watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
  });

  test("preview and save are one form that keeps everything typed", async ({ open, program }) => {
    const { api, order } = await onCredit(program);
    const page = await open("cashier", { javaScriptEnabled: false });
    await page.goto(`/orders/${order.reference}`);
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await page.getByLabel("Phone number").fill("+62 811-0000-2222");
    await addProduct(page, "Croissant");
    await quantity(page, "Croissant").fill("2");
    await page.getByRole("textbox", { name: "Croissant: Note for the kitchen" }).fill("warm");
    await page.getByLabel("Discount", { exact: true }).fill("4,000");
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await expect(page.getByRole("alert"), "a discount needs a reason").toContainText(/why there is a discount/);
    await expect(quantity(page, "Croissant")).toHaveValue("2");
    await page.getByLabel("Reason").fill("for the wait");
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await expect(foreseen(page).getByRole("row", { name: /^Total/ })).toHaveText(/IDR\s110,000.*IDR\s176,000/);
    await expect(page.getByLabel("Phone number")).toHaveValue("+62 811-0000-2222");
    await expect(page.getByRole("textbox", { name: "Croissant: Note for the kitchen" })).toHaveValue("warm");
    expect(page.url(), "addresses are logged").not.toContain("811");
    await page.getByRole("button", { name: "Remove Birthday cake" }).click();
    await page.getByRole("button", { name: "Put Birthday cake back" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(`/orders/${order.reference}`);
    const saved = await api.get(`/api/v1/orders/${order.id}`);
    expect(saved).toMatchObject({ version: 2, total: 176_000, note: "by the window", customer: { phone: "+62 811-0000-2222" } });
    expect(saved.items[1]).toMatchObject({ name: "Croissant", quantity: 2, note: "warm" });
  });

  test("a stale form shows both sides and is saved against the new version", async ({ open, program }) => {
    const { api, order } = await onCredit(program);
    const page = await open("cashier", { javaScriptEnabled: false });
    await page.goto(`/orders/${order.reference}/edit`);
    await page.getByLabel("Note on the order").fill("at the door");
    const other = await api.api.patch(`/api/v1/offline-orders/${order.id}`, {
      headers: { "If-Match": '"1"' }, data: { note: "on the terrace", customer: { email: "budi@example.com" } },
    });
    expect(other.status()).toBe(200);
    await page.getByRole("button", { name: "Save" }).click();
    const both = page.getByRole("region", { name: "Somebody else changed this order" });
    await expect(both.getByRole("group", { name: "Note on the order" })).toContainText("on the terrace");
    await expect(page.getByLabel("Note on the order")).toHaveValue("at the door");
    await both.getByRole("button", { name: "Use these and go on" }).click();
    await expect(both).toHaveCount(0);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(`/orders/${order.reference}`);
    const saved = await api.get(`/api/v1/orders/${order.id}`);
    expect(saved).toMatchObject({ version: 3, note: "at the door", customer: { email: "budi@example.com" } });
  });
});

test("the edit page is accessible and fits, in both lights and languages @responsive", async ({ open, program }) => {
  const { order } = await onCredit(program);
  for (const [theme, lang] of [["light", "en"], ["dark", "id"]]) {
    const page = await open("manager", { path: `/orders/${order.reference}/edit`, cookies: { theme, lang } });
    await page.locator('input[name="add.product"]').fill("Croissant");
    await page.locator('input[name="add.product"]').press("Enter");
    await expect(page.locator(".edit-line")).toHaveCount(2);
    await expect(page.locator("section[aria-labelledby=foreseen] table").first()).toBeVisible();
    expect(await violations(page), theme).toEqual([]);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    // A radio button is pressed by its label.
    const small = await page.getByRole("main").locator("button:visible:not([tabindex]), input:visible, textarea:visible").evaluateAll((controls) =>
      controls.map((one) => [one.textContent || one.name, (one.type === "radio" ? one.closest("label") : one).getBoundingClientRect().height])
        .filter(([name, high]) => high < 43.5).map(([name, high]) => `${name}: ${high}`));
    expect(small, "targets of 44 pixels").toEqual([]);
  }
});
