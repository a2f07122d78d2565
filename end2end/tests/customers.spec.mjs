// Customers: found, shown with what they bought, handed their data, and forgotten.
import { violations } from "../support/axe.mjs";
import { around, expect, isAlive, test } from "../support/journey.mjs";

const plain = { javaScriptEnabled: false };

/** A customer with an order; `changes` are of the order. */
async function known(program, changes = {}) {
  const api = await program("manager");
  const [name, phone, email] = ["Kartika Sekarwangi", "+62 819-5555-0147", "kartika@example.com"];
  const order = await api.sell({ customer: { name, phone, email }, note: "rings twice", ...changes });
  return { api, name, phone, order, path: `/customers/${order.customer.id}` };
}

const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const onCredit = { payment: { type: "later", due_date: inAMonth } };

async function erase(page, reason) {
  await page.locator("summary", { hasText: "Erase this person" }).click();
  if (reason) await page.getByLabel("Reason for erasing").fill(reason);
  await page.getByRole("button", { name: "Erase this person", exact: true }).click();
}

async function downloaded(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  const parts = await (await download.createReadStream()).setEncoding("utf8").toArray();
  return { name: download.suggestedFilename(), text: parts.join("") };
}

for (const role of ["staff", "cashier"]) {
  test(`${role} finds a customer and what they bought, and can neither hand out nor erase`, async ({ open, program }) => {
    const { name, phone, order, path } = await known(program);
    const page = await open(role, { path: "/orders" });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Customers" }).click();
    await expect(page).toHaveURL("/customers");
    await expect(page.getByRole("row").nth(1), "newest first").toContainText(/\w/);
    await page.getByLabel("Search").fill(name.slice(0, 14).toLowerCase());
    await page.getByLabel("Search").press("Enter");
    await expect(page.getByRole("row")).toHaveCount(2);
    await page.getByRole("link", { name }).click();
    await expect(page).toHaveURL(path);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(page.getByRole("link", { name: phone })).toHaveAttribute("href", /^tel:\+62819\d+$/);
    await expect(page.getByText("Download JSON")).toHaveCount(0);
    await expect(page.getByText("Erase this person")).toHaveCount(0);
    const own = await program(role);
    const id = order.customer.id;
    expect((await own.api.get(`/api/v1/customers/${id}/export`)).status()).toBe(403);
    expect((await own.api.delete(`/api/v1/customers/${id}`, { data: { reason: "asked by letter" } })).status()).toBe(403);
    await page.getByRole("link", { name: order.reference }).click();
    await expect(page.getByRole("heading", { name: order.reference })).toBeVisible();
    await page.getByRole("link", { name }).click();
    await expect(page).toHaveURL(path);
  });
}

test("customers are found by number and address, and nobody is said so", async ({ open, program }) => {
  const { name, phone } = await known(program);
  const page = await open("manager", { path: `/customers?search=${encodeURIComponent(phone)}` });
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.getByLabel("Search")).toHaveValue(phone);
  await page.getByRole("link", { name: "Clear search" }).click();
  await expect(page).toHaveURL("/customers");
  await expect(page.getByLabel("Search")).toHaveValue("");
  await page.goto("/customers?search=nobodyofthatname");
  await expect(page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
});

test("the list and a person's orders go on page by page", async ({ open, program, watch }) => {
  watch.expect(/422|404/);
  const { api, name, phone, path, order } = await known(program);
  const email = order.customer.email;
  for (let more = 0; more < 25; more += 1) await api.sell({ customer: { name, phone, email } });
  const page = await open("manager", { path });
  await expect(page.locator(".bought tbody tr")).toHaveCount(25);
  await page.getByRole("link", { name: "Older orders" }).click();
  await expect(page.locator(".bought tbody tr")).toHaveCount(1);
  await expect(page.getByRole("link", { name: order.reference })).toBeVisible();
  await page.getByRole("link", { name: "Newest orders" }).click();
  await expect(page.locator(".bought tbody tr")).toHaveCount(25);
  await page.goto("/customers/cus_00000000000000000000000000000000");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.goto("/customers?cursor=x");
  await expect(page.getByRole("alert")).toContainText(/first page/);
});

test("a phone order begins with who it is for", async ({ open, program }) => {
  const { name, phone, path } = await known(program);
  const page = await open("cashier", { path });
  await page.getByRole("link", { name: "New phone order" }).click();
  await expect(page).toHaveURL(/\/orders\/new\?form=.+&customer=cus_/);
  await isAlive(page);
  const customer = page.getByRole("region", { name: "Customer" });
  await expect(customer.getByLabel("Name")).toHaveValue(name);
  await expect(customer.getByLabel("Phone number")).toHaveValue(phone);
});

test("a manager hands a person's data out and forgets them @responsive", async ({ open, program }) => {
  const { name, order, path } = await known(program);
  const page = await open("manager", { path });
  const json = await downloaded(page, "Download JSON");
  expect(json.name).toBe("customer.json");
  expect(JSON.parse(json.text).customer.customer.name).toBe(name);
  const table = await downloaded(page, "Download CSV");
  expect(table.name).toBe("customer.csv");
  expect(table.text).toContain("rings twice");
  await page.locator("summary", { hasText: "Erase this person" }).click();
  await expect(page.getByText("Nobody can undo this.")).toBeVisible();
  await expect(page.getByText(around("Erase ", name, "?"))).toBeVisible();
  await page.getByRole("button", { name: "Erase this person", exact: true }).click();
  await expect(page.getByLabel("Reason for erasing"), "a reason is asked for first").toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel("Reason for erasing").fill("asked by letter");
  await page.getByRole("button", { name: "Erase this person", exact: true }).click();
  await expect(page.getByRole("region", { name: "This person was erased" })).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);
  await expect(page.getByText("Download JSON")).toHaveCount(0);
  await expect(page.getByRole("link", { name: order.reference }), "what was bought stays").toBeVisible();
  await page.goto(`/customers?search=${encodeURIComponent(name)}`);
  await expect(page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await page.goto(`/orders/${order.reference}`);
  await expect(page.getByText("No name was taken.")).toBeVisible();
  await expect(page.getByText("rings twice")).toHaveCount(0);
});

test("who still owes can't be erased", async ({ open, program }) => {
  const { path } = await known(program, onCredit);
  const page = await open("manager", { path });
  await expect(page.getByText(/still owes IDR.41,800/)).toBeVisible();
  await expect(page.getByText("Erase this person")).toHaveCount(0);
});

test("an open board drops the name of who is erased", async ({ open, program }) => {
  const { name, order, api } = await known(program);
  const board = await open("staff", { path: "/board" });
  const ticket = board.getByRole("article", { name: order.reference });
  await expect(ticket).toContainText(name);
  const erased = await api.api.delete(`/api/v1/customers/${order.customer.id}`, { data: { reason: "asked by letter" } });
  expect(erased.status()).toBe(204);
  await expect(ticket).not.toContainText(name);
  await expect(ticket).not.toContainText("rings twice");
});

test("an open page of somebody says at once that they were erased elsewhere", async ({ open, program }) => {
  const [one, other] = [await known(program), await known(program)];
  const page = await open("staff", { path: one.path });
  await expect(page.getByRole("heading", { name: one.name })).toBeVisible();
  await isAlive(page);
  const erase = (order) => one.api.api.delete(`/api/v1/customers/${order.customer.id}`, { data: { reason: "asked by letter" } });
  expect((await erase(other.order)).status()).toBe(204);
  expect((await erase(one.order)).status()).toBe(204);
  await expect(page.getByRole("region", { name: "This person was erased" })).toBeVisible();
  await expect(page.getByText(one.name)).toHaveCount(0);
});

test("without JavaScript customers are found, handed their data and erased all the same", async ({ open, program, watch }) => {
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
  const { name, path } = await known(program);
  const page = await open("owner", plain);
  await page.goto("/customers");
  await page.getByLabel("Search").fill(name);
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("link", { name }).click();
  await expect(page).toHaveURL(path);
  expect((await downloaded(page, "Download CSV")).text).toContain(name);
  await page.getByRole("link", { name: "New phone order" }).click();
  await expect(page.getByRole("region", { name: "Customer" }).getByLabel("Name")).toHaveValue(name);
  await page.goto(path);
  // What the browser would refuse, the server refuses as well, and says so.
  await page.locator("summary", { hasText: "Erase this person" }).click();
  await page.getByLabel("Reason for erasing").fill("     why     ");
  await page.getByRole("button", { name: "Erase this person", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("Say why, in at least 5 characters.");
  await erase(page, "asked by letter");
  await expect(page.getByRole("region", { name: "This person was erased" })).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);
});
