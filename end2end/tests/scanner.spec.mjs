// The barcode scanner of a device: tried, set up, and then used at the till.
import { expect, test, visit } from "../support/journey.mjs";
import { scan } from "../support/scanner.mjs";
import { Till } from "../support/till.mjs";

const KOPI_SUSU = "8991001000011";
const KEPT = "kedai.scanner";

function fact(page, name) {
  return page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).getByRole("definition");
}

test("a scanner is tried, what it adds is kept, and the till reads its codes @responsive", async ({ open }) => {
  const page = await open("cashier", { path: "/settings/printers" });
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Scanner" }).click();
  await expect(page).toHaveURL("/settings/scanner");
  await expect(page.getByText("Setting it up needs the app")).toBeHidden();
  await scan(page, `~${KOPI_SUSU}#`, { gap: 60, end: "Tab" });
  await expect(fact(page, "Code")).toHaveText(KOPI_SUSU);
  await expect(fact(page, "Added before")).toHaveText("~");
  await expect(fact(page, "Added after")).toHaveText("#");
  await expect(fact(page, "Ended by")).toHaveText("Tab");
  await expect(fact(page, "Speed")).toHaveText("60 ms a key");
  await page.getByText("The keys that came").click();
  await expect(page.getByRole("row", { name: /Shift\+~/ })).toBeVisible();
  await page.getByRole("button", { name: "Keep this" }).click();
  await expect(page.getByText("Remembered on this device. The till")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Before the code" })).toHaveValue("~");
  await expect(page.getByRole("textbox", { name: "After the code" })).toHaveValue("#");
  await expect(fact(page, "Slowest so far")).toHaveText("60 ms a key");

  const till = await Till.open(page);
  const show = page.getByRole("button", { name: /^Show order/ });
  await scan(page, `~${KOPI_SUSU}#`, { gap: 60, end: "Tab" });
  if (await show.isVisible()) await show.click();
  await expect(till.line("Kopi susu")).toContainText("1×");
  // A scanner that adds nothing sells all the same, and so does one with a break of 115 ms, now that it is known.
  await scan(page, KOPI_SUSU, { end: null });
  await expect(till.line("Kopi susu")).toContainText("2×");
  await scan(page, `~${KOPI_SUSU}#`, { gap: 115 });
  await expect(till.line("Kopi susu")).toContainText("3×");
  await scan(page, "~7777#");
  await expect(page.getByText("No product has the code 7777.")).toBeVisible();
  expect(JSON.parse(await page.evaluate((kept) => localStorage.getItem(kept), KEPT)).slowest_ms).toBe(100);

  await visit(page, "/settings/scanner");
  await page.getByRole("textbox", { name: "Before the code" }).fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Remembered on this device. The till")).toBeVisible();
  await page.getByRole("button", { name: "Forget all of this" }).click();
  await expect(fact(page, "Slowest so far")).toHaveText("nothing learnt yet");
  await expect(page.getByRole("textbox", { name: "After the code" })).toHaveValue("");
});

test("what is too short or too slow for a code is told", async ({ open }) => {
  const page = await open("cashier", { path: "/settings/scanner" });
  await expect(page.getByText("Setting it up needs the app")).toBeHidden();
  await scan(page, "12", { end: null });
  await expect(page.getByText("Keys that came at once: 2,")).toBeVisible();
  await scan(page, KOPI_SUSU, { gap: 400, end: null });
  await expect(page.getByText("Keys that came at once: 1,")).toBeVisible();
});

for (const kept of ["nonsense", '{"prefix":7}', '{"prefix":"899","suffix":"1","slowest_ms":1e9}', '{"prefix":"~","later":true}']) {
  test(`what this device remembers never stops a sale: ${kept}`, async ({ open }) => {
    // The empty page that a browser begins with keeps nothing.
    const keep = `localStorage.setItem(${JSON.stringify(KEPT)}, ${JSON.stringify(kept)})`;
    const script = [{ content: `if (location.origin !== "null") ${keep};` }];
    const till = await Till.open(await open("cashier", { script }));
    await scan(till.page, KOPI_SUSU, { gap: 30 });
    await expect(till.line("Kopi susu")).toContainText("1×");
    await visit(till.page, "/settings/scanner");
    await expect(till.page.getByRole("button", { name: "Save" })).toBeEnabled();
  });
}
