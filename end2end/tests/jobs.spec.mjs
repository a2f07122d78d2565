// What Kedai does by itself, looked at and put right by people.
import { violations } from "../support/axe.mjs";
import { hook } from "../support/hook.mjs";
import { expect, test } from "../support/journey.mjs";

async function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** An endpoint that refuses everything, and an order that it was to be told of. */
async function missed(program) {
  const listener = await hook();
  listener.status = 503;
  const owner = await program("owner");
  await owner.api.post("/api/v1/webhook-endpoints", { data: { url: listener.url } });
  const order = await owner.sell();
  return { listener, owner, order };
}

/** Loads a page until it says this. */
async function until(page, path, text) {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText(text, { timeout: 1_000 });
  }).toPass();
}

test("a manager finds the job that failed by its order, and runs it again @responsive", async ({ open, program }) => {
  const { listener, order } = await missed(program);
  const page = await open("manager", { path: "/settings/printers" });
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Background jobs" }).click();
  await expect(page).toHaveURL("/jobs");
  await until(page, "/jobs", "1 failed");
  await expect(page.locator(".jobs-queue")).toHaveCount(1);
  expect(await violations(page)).toEqual([]);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.getByLabel("Order").fill(order.reference);
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(new RegExp(`subject=${order.reference}`));
  const row = page.getByRole("listitem").filter({ hasText: order.reference });
  await expect(row).toContainText("Waiting");
  await expect(row).toContainText("refused");
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Webhook: Order recorded" })).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("refused");
  expect(await violations(page)).toEqual([]);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  listener.status = 200;
  const job = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Run now" }).click();
  await until(page, job, "Done");
  await expect(page.getByRole("row").last()).toContainText("delivered");
  expect(listener.heard.filter(({ event }) => event.reference === order.reference).length).toBe(2);

  // And the order's page leads there.
  await page.getByRole("link", { name: `Open order ${order.reference}` }).click();
  await expect(page.locator(".jobs-of-order")).toContainText("1 done");
  await page.getByRole("link", { name: "Background jobs" }).click();
  await expect(page).toHaveURL(new RegExp(`/jobs\\?subject=${order.reference}`));
});

test("all that wait are cancelled after a question that says how many", async ({ open, program }) => {
  const { owner, order } = await missed(program);
  await owner.sell();
  const page = await open("owner", { path: "/jobs" });
  await until(page, "/jobs", "2 failed");
  await expect(page.locator(".jobs-queue")).toHaveCount(3);
  await page.getByRole("link", { name: "Cancel all that wait" }).click();
  const question = page.getByRole("region", { name: "Cancel all that wait" });
  await expect(question).toContainText("Cancel 2 jobs that wait?");
  expect(await violations(page)).toEqual([]);
  await question.getByRole("button", { name: "Cancel all that wait" }).click();
  await expect(page.getByText("2 jobs were changed.")).toBeVisible();
  const row = page.getByRole("listitem").filter({ hasText: order.reference });
  await expect(row).toContainText("Cancelled");
  await page.goto("/jobs?ask=cancel&of=webhook.send");
  await expect(page.getByText("There is nothing to change any more.")).toBeVisible();
});

test("one job is cancelled, and what can't be found is told at the filter", async ({ open, program, watch }) => {
  watch.expect(/422 GET .*\/jobs|status of 422/);
  const { order } = await missed(program);
  const page = await open("manager", { path: "/jobs" });
  await until(page, `/jobs?subject=${order.reference}`, "refused");
  await page.getByRole("listitem").filter({ hasText: order.reference }).getByRole("link").click();
  await page.locator("summary", { hasText: "Cancel job" }).click();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await expect(page.locator(".page-head .badge")).toHaveText("Cancelled");
  await page.goto("/jobs?subject=GO-000000");
  await expect(page.getByRole("alert")).toContainText("There is no such order.");
  await expect(page.getByLabel("Order")).toHaveValue("GO-000000");
});

test("a cashier has no business there", async ({ open, watch }) => {
  watch.expect(/403|status of 403/);
  const page = await open("cashier", { path: "/settings/printers" });
  await expect(page.getByRole("link", { name: "Background jobs" })).toHaveCount(0);
  await page.goto("/jobs");
  await expect(page.getByRole("main")).not.toContainText("Housekeeping");
});
