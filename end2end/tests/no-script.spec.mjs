// Kedai in a browser without JavaScript: what needs none works, and the rest says what it needs.
import { expect, test } from "../support/journey.mjs";
import { PASSWORD } from "../support/accounts.mjs";

const plain = { javaScriptEnabled: false };

test.beforeEach(({ watch }) => {
  // Without scripts Chromium doesn't fetch ours, and says that it was preloaded for nothing.
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
});

test("signing in and out", async ({ open, business }) => {
  const page = await open(null, plain);
  await page.goto("/orders?status=ready");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("Email").fill(business.address("manager"));
  await page.getByLabel("Password").fill("not the one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("E-mail address or password is wrong. Check both and try again.");
  expect(page.url(), "addresses are logged").not.toContain("kopikita");
  await page.getByLabel("Email").fill(business.address("manager"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/orders?status=ready");
  await expect(page.getByRole("heading", { name: "Orders" })).toBeVisible();
  await page.getByText("Dimas").first().click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL("/login");
  await page.goto("/orders");
  await expect(page).toHaveURL(/\/login/);
});

test("finding an order and moving it", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell({ customer: { name: "Putri Handayani", phone: "+62 813-5555-0101" } });
  const page = await open("manager", plain);
  await page.goto("/orders");
  await page.getByLabel("Search").fill(order.reference);
  await page.getByLabel("Status").selectOption("Pending");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(new RegExp(`search=${order.reference}.*status=pending`));
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: order.reference }).click();
  await expect(page.getByRole("heading", { name: order.reference })).toBeVisible();
  // The history names the customer once more.
  await expect(page.getByText("Putri Handayani", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${order.reference}`));
  await expect(page.getByText("Moved to Processing")).toBeVisible();
  await page.getByText("Cancel order").first().click();
  const form = page.locator("form").filter({ hasText: "go back to the customer" });
  await form.getByLabel("Reason").fill("ordered twice");
  await form.getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByText("Moved to Cancelled")).toBeVisible();
  await expect(page.getByText("ordered twice").first()).toBeVisible();
  await page.goto("/orders?status=cancelled");
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page).toHaveURL("/orders");
});

test("working the board", async ({ open, program }) => {
  const order = await (await program("manager")).sell();
  const page = await open("staff", plain);
  await page.goto("/board");
  for (const [step, column] of [["Start", "Processing"], ["Ready", "Ready"]]) {
    await page.getByRole("article", { name: order.reference }).getByRole("button", { name: step, exact: true }).click();
    await expect(page.getByRole("region", { name: column }).getByRole("article", { name: order.reference })).toBeVisible();
  }
  await page.getByRole("article", { name: order.reference }).getByRole("button", { name: "Hand over" }).click();
  await expect(page.getByRole("article", { name: order.reference })).toHaveCount(0);
});

test("following an order, by its link and by its reference", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell({ customer: { name: "Agus", phone: "+62 812-7777-0202" } });
  const page = await open(null, plain);
  await page.goto(order.tracking_url);
  await expect(page.getByRole("heading", { name: `Order ${order.reference}` })).toBeVisible();
  await expect(page.getByText("1× Latte")).toBeVisible();
  await expect(page.locator('meta[http-equiv="refresh"]'), "it loads itself again").toHaveAttribute("content", "20");
  await api.move(order, "processing");
  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: "Being made" })).toHaveAttribute("aria-current", "step");

  await page.goto("/track");
  const ask = async (reference, phone) => {
    await page.getByLabel("Reference").fill(reference);
    await page.getByLabel("Phone number").fill(phone);
    await page.getByRole("button", { name: "Find my order" }).click();
  };
  await ask(order.reference, "0812 0000 0000");
  const wrong = "No order fits this reference and phone number. Check both on your receipt.";
  await expect(page.getByRole("alert")).toHaveText(wrong);
  await ask("GO-000000", "0812-7777-0202");
  await expect(page.getByRole("alert"), "which of the two was wrong is nobody's business").toHaveText(wrong);
  await ask(order.reference.toLowerCase(), "0812-7777-0202");
  await expect(page.getByRole("heading", { name: `Order ${order.reference}` })).toBeVisible();
});

test("language and theme are chosen by plain forms", async ({ open }) => {
  const page = await open("manager", plain);
  await page.goto("/orders");
  await page.getByText("Dimas").first().click();
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await expect(page).toHaveURL("/orders");
  await expect(page.locator("html")).toHaveAttribute("lang", "id");
  await page.getByText("Dimas").first().click();
  await page.getByRole("button", { name: "Gelap" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

for (const [path, words] of [
  ["/till", /Selling needs the app/],
  ["/till", /Kopi susu/],
  ["/board", /Pending/],
  ["/dashboard", /Revenue/],
  ["/settings/printers", /It is remembered here/],
  ["/settings/scanner", /Most work as they are/],
  ["/settings/webhooks", /Each message is signed/],
  ["/jobs", /What Kedai does by itself/],
  ["/nowhere", /There is nothing here/],
]) {
  test(`${path} can be read: ${words.source}`, async ({ open, watch }) => {
    watch.expect(/404 GET .*\/nowhere|status of 404/);
    const page = await open("manager", plain);
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText(words);
  });
}
