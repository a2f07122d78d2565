// Programs of a shop's own that are told what happens: added, tried out, failing, sent again, taken away.
import { violations } from "../support/axe.mjs";
import { hook, isSigned } from "../support/hook.mjs";
import { expect, test } from "../support/journey.mjs";

/** Fills in the form that adds an endpoint; gives its secret. */
async function added(page, url) {
  await page.getByLabel("Address").fill(url);
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const shown = page.getByRole("region", { name: "The endpoint was added" });
  await expect(shown).toContainText("it isn't shown again");
  return shown.locator("dd code").first().innerText();
}

/** Loads the page until a message in this state is there, with this among its attempts; opens it. */
async function message(page, name, state, outcome) {
  const found = page.locator(".webhook-delivery", { hasText: name }).first();
  await expect(async () => {
    await page.getByRole("link", { name: "Refresh" }).click();
    await expect(found.locator(".badge")).toHaveText(state, { timeout: 1_000 });
    await expect(found.getByRole("cell", { name: outcome, includeHidden: true }).first()).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await found.locator("summary").click();
  return found;
}

async function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test("an owner adds an endpoint, tries it out, sends again what it missed, and takes it away @responsive", async ({ open, program }) => {
  const listener = await hook();
  const page = await open("owner", { path: "/settings/printers" });
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Webhooks" }).click();
  await expect(page).toHaveURL("/settings/webhooks");
  const secret = await added(page, listener.url);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(await violations(page)).toEqual([]);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.getByRole("link", { name: "Go to the endpoint" }).click();
  await expect(page.getByRole("heading", { level: 1, name: listener.url })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  await page.getByRole("button", { name: "Send test" }).click();
  const test = await message(page, "Test", "Delivered", "delivered (200)");
  await expect(test.getByRole("row").nth(1)).toContainText("delivered (200)");
  const heard = listener.heard.find(({ event }) => event.type === "webhook.test");
  expect(isSigned(heard, secret)).toBe(true);
  expect(isSigned(heard, secret.replace(/^./, (digit) => (digit === "0" ? "1" : "0")))).toBe(false);

  listener.status = 503;
  const api = await program("owner");
  const order = await api.sell();
  const missed = await message(page, order.reference, "Waiting", "refused (503)");
  await expect(missed.getByRole("row").nth(1)).toContainText("refused (503)");
  await expect(page.getByText("Every message has failed since")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  listener.status = 200;
  await missed.getByRole("button", { name: "Send again" }).click();
  await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: "Delivered" }).click();
  await expect(page).toHaveURL(/state=delivered/);
  await message(page, order.reference, "Delivered", "delivered (200)");
  const told = listener.heard.filter(({ event }) => event.reference === order.reference);
  expect(new Set(told.map(({ headers }) => headers["x-kedai-event"])).size, "one event, however often it is sent").toBe(1);
  expect(told.at(-1).body).toBe(told[0].body);

  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("Somebody disabled this endpoint on")).toBeVisible();
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText("Somebody disabled this endpoint on")).toHaveCount(0);
  await page.locator("summary", { hasText: "Change events" }).click();
  await page.getByRole("checkbox", { name: /Payment received/ }).check();
  await page.getByRole("button", { name: "Save events" }).click();
  await expect(page.locator(".webhook-facts")).toContainText("Payment received");

  await page.locator("summary", { hasText: "Delete endpoint" }).click();
  await expect(page.getByText("Nobody can undo this.")).toBeVisible();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page).toHaveURL("/settings/webhooks");
  await expect(page.getByText(listener.url)).toHaveCount(0);
  listener.close();
});

test("without JavaScript too, with what was typed kept when it is wrong, in Indonesian and in the dark", async ({ open, watch }) => {
  watch.expect(/frontend-\w+\.js: csp|frontend-\w+_bg\.wasm was preloaded/);
  const listener = await hook();
  const page = await open("owner", { javaScriptEnabled: false, cookies: { lang: "id", theme: "dark" } });
  await page.goto("/settings/webhooks");
  await page.getByLabel("Alamat").fill("http://93.184.215.14/kedai");
  await page.getByRole("checkbox", { name: /Pesanan dicatat/ }).check();
  await page.getByRole("button", { name: "Tambah alamat" }).click();
  await expect(page.getByText("Tulis alamat yang diawali https://.")).toBeVisible();
  await expect(page.getByLabel("Alamat")).toHaveValue("http://93.184.215.14/kedai");
  await expect(page.getByRole("checkbox", { name: /Pesanan dicatat/ })).toBeChecked();
  await page.getByLabel("Alamat").fill(listener.url);
  await page.getByRole("button", { name: "Tambah alamat" }).click();
  await page.getByRole("link", { name: "Ke alamat ini" }).click();
  await expect(page.getByText("Pesanan dicatat").first()).toBeVisible();
  await page.getByRole("button", { name: "Kirim uji coba" }).click();
  await expect.poll(() => listener.heard.length).toBeGreaterThan(0);
  await page.getByText("Hapus alamat").click();
  await page.getByRole("button", { name: "Hapus selamanya" }).click();
  await expect(page.getByText(listener.url)).toHaveCount(0);
  listener.close();
});

test("who doesn't settle such things finds neither the way nor the page", async ({ open, watch }) => {
  watch.expect(/403 GET .*\/settings\/webhooks|status of 403/);
  const page = await open("cashier", { path: "/settings/printers" });
  await expect(page.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
  await page.goto("/settings/webhooks");
  await expect(page.getByRole("alert")).toContainText("Your role may not do this");
});
