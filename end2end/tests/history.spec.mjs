// Who did what, seen by those who may; and orders that are deleted and put back, by role.
import { violations } from "../support/axe.mjs";
import { expect, isAlive, test } from "../support/journey.mjs";

const plain = { javaScriptEnabled: false };
const SEEN_ONLY_BY_SENIORS = /403|404/;

/** An order of a person, at Senopati. */
async function recorded(program, name = "Ratna Sari") {
  const cashier = await program("cashier");
  return cashier.sell({ customer: { name, phone: "+62 811-2222-0909" } });
}

async function deleteHere(page, reason) {
  await page.locator("summary", { hasText: "Delete order" }).click();
  await page.getByLabel("Reason for deleting").fill(reason);
  await page.getByRole("button", { name: "Delete order", exact: true }).click();
}

for (const role of ["staff", "cashier"]) {
  test(`${role} can't delete an order, and finds none that was deleted`, async ({ open, program, watch }) => {
    const order = await recorded(program);
    const page = await open(role, { path: `/orders/${order.reference}` });
    await expect(page.getByRole("heading", { name: order.reference })).toBeVisible();
    await expect(page.getByText("Delete order")).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "Changes, field by field" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Audit" })).toHaveCount(0);
    const own = await program(role);
    const refused = await own.api.delete(`/api/v1/offline-orders/${order.id}`, { data: { reason: "entered twice" } });
    expect(refused.status()).toBe(403);
    watch.expect(SEEN_ONLY_BY_SENIORS);
    const manager = await program("manager");
    const deleted = await manager.api.delete(`/api/v1/offline-orders/${order.id}`, { data: { reason: "entered twice" } });
    expect(deleted.status()).toBe(204);
    // The open page follows: the order isn't there any more.
    await expect(page.getByRole("heading", { name: order.reference })).toHaveCount(0);
    expect((await page.goto("/audit")).status()).toBe(403);
    await page.goto(`/orders?search=${order.reference}`);
    await expect(page.getByRole("link", { name: order.reference })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Deleted orders" })).toHaveCount(0);
  });
}

for (const role of ["manager", "owner"]) {
  test(`${role} deletes an order with a reason and puts it back`, async ({ open, program }) => {
    const order = await recorded(program);
    const board = await open("staff", { path: "/board" });
    const ticket = board.getByRole("article", { name: order.reference });
    await expect(ticket).toBeVisible();
    const customer = await open(null, { path: new URL(order.tracking_url).pathname });
    await expect(customer.getByText("1× Latte")).toBeVisible();

    const page = await open(role, { path: `/orders/${order.reference}` });
    await page.locator("summary", { hasText: "Delete order" }).click();
    await expect(page.getByText(new RegExp(`Delete ${order.reference}, .*, paid in cash\\?`))).toBeVisible();
    await page.getByRole("button", { name: "Delete order", exact: true }).click();
    await expect(page.getByLabel("Reason for deleting"), "a reason is asked for first").toBeFocused();
    await page.getByLabel("Reason for deleting").fill("entered twice");
    await page.getByRole("button", { name: "Delete order", exact: true }).click();
    const banner = page.getByRole("region", { name: "This order was deleted" });
    await expect(banner).toContainText("entered twice");
    await expect(page.getByRole("button", { name: "Start" })).toHaveCount(0);
    expect(await violations(page)).toEqual([]);

    await expect(ticket, "the board dropped it").toHaveCount(0);
    await expect(customer.getByText("1× Latte"), "so did the customer's page").toHaveCount(0);
    await page.goto(`/orders?search=${order.reference}`);
    await expect(page.getByRole("link", { name: order.reference })).toHaveCount(0);
    await page.getByRole("link", { name: "Deleted orders" }).click();
    await page.getByRole("link", { name: order.reference }).click();
    await isAlive(page);
    await banner.getByRole("button", { name: "Restore order" }).click();
    await expect(banner).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Start" })).toBeVisible();
    await expect(ticket, "and the board has it again").toBeVisible();
  });
}

test("an order's changes are told field by field", async ({ open, program }) => {
  const order = await recorded(program, "Wulan Pertiwi");
  const manager = await program("manager");
  await manager.move(order, "processing");
  const page = await open("manager", { path: `/orders/${order.reference}` });
  const history = page.locator("section").filter({ has: page.getByRole("heading", { name: "Changes, field by field" }) });
  await expect(history.getByRole("listitem")).toHaveCount(2);
  await expect(history.getByRole("listitem").first()).toContainText("Pending");
  await expect(history.getByRole("listitem").first()).toContainText("Processing");
  await expect(history.getByRole("listitem").last()).toContainText("Wulan Pertiwi");
  expect(await violations(page)).toEqual([]);
  await history.getByRole("link", { name: /Everything about this order/ }).click();
  await expect(page).toHaveURL(`/audit?order=${order.reference}`);
  await expect(page.getByRole("listitem").filter({ hasText: "Opened" }).first()).toBeVisible();
});

test("the audit page finds entries, tells how the chain stands and hands out a file", async ({ open, program, watch }) => {
  watch.expect(/422 GET .*GO-000000|status of 422/);
  const order = await recorded(program, "Citra Kirana");
  const page = await open("owner", { path: "/audit" });
  await expect(page.getByRole("heading", { name: "The chain" })).toBeVisible();
  await page.getByLabel("Order", { exact: true }).fill(order.reference);
  await page.getByLabel("Kind").selectOption("Recorded");
  await page.getByRole("button", { name: "Show" }).click();
  const entries = page.locator(".audit-entry");
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText("Citra Kirana");
  // It was linked a moment after it was written.
  await expect(async () => {
    await page.reload();
    await expect(entries).toContainText(/№ \d+/, { timeout: 100 });
  }).toPass();
  await isAlive(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("audit.csv");
  const text = await (await download.createReadStream()).setEncoding("utf8").toArray();
  expect(text.join("").trim().split("\r\n")).toHaveLength(2);
  await page.goto("/audit?customer=citra&action=CREATE");
  await expect(entries.filter({ hasText: order.reference })).toHaveCount(1);
  await page.goto("/audit?order=GO-000000");
  await expect(page.getByRole("alert")).toContainText("no such order");
  await page.goto("/audit");
  await isAlive(page);
  expect(await violations(page)).toEqual([]);
});

test("without JavaScript orders are deleted, restored and looked up all the same", async ({ open, program, watch }) => {
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
  const order = await recorded(program);
  const page = await open("manager", plain);
  await page.goto(`/orders/${order.reference}`);
  await deleteHere(page, "entered twice");
  await expect(page).toHaveURL(`/orders/${order.reference}`);
  const banner = page.getByRole("region", { name: "This order was deleted" });
  await expect(banner).toContainText("entered twice");
  await page.goto("/audit");
  await page.getByLabel("Order", { exact: true }).fill(order.reference);
  await page.getByLabel("Kind").selectOption("Deleted");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.locator(".audit-entry")).toHaveCount(1);
  await expect(page.locator(".audit-entry")).toContainText("entered twice");
  await page.locator(".audit-entry").getByRole("link", { name: order.reference }).click();
  await banner.getByRole("button", { name: "Restore order" }).click();
  await expect(banner).toHaveCount(0);
  await expect(page.locator("summary", { hasText: "Delete order" })).toBeVisible();
});
