// The barcode scanner of a device: tried, set up, and then used at the till.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test, visit } from "../support/journey.mjs";
import { kedai } from "../support/kedai.mjs";
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

test("a pause within a code is no end of it, and no number is left behind", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  const number = page.getByText("× the next product");
  const pause = async (place) => {
    const at = await scan(page, KOPI_SUSU.slice(0, place), { gap: 15, end: null });
    await expect(page.getByText(place < 4 ? /× the next product/ : /No product has the code/)).toBeVisible();
    await scan(page, KOPI_SUSU.slice(place), { gap: 15, start: at + 170 });
  };
  await pause(2);
  await expect(till.line("Kopi susu")).toContainText("1×");
  await expect(number).toBeHidden();
  await pause(5);
  await expect(till.line("Kopi susu")).toContainText("2×");
  await expect(page.getByText("No product has the code")).toBeHidden();
  // A number is for one thing, also if that is not to be had.
  await page.keyboard.press("7");
  await expect(page.getByText("7 × the next product")).toBeVisible();
  await scan(page, "5555555555");
  await expect(page.getByText("No product has the code 5555555555. Type 7 × again if it is for the next product.")).toBeVisible();
  await expect(number).toBeHidden();
  await scan(page, KOPI_SUSU);
  await expect(till.line("Kopi susu")).toContainText("3×");
});

test("how many and what to search for arrive whole, however a person types them", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  await scan(page, "3/latte", { gap: [39, 50, 95, 63, 43, 82, 40] });
  await expect(till.line("Latte")).toContainText("3×");
  await scan(page, "2/kopi susu", { gap: [77, 75, 75, 130, 75, 74, 75, 60, 90, 75, 101] });
  await expect(till.line("Kopi susu")).toContainText("2×");
  await page.keyboard.press("/");
  await page.keyboard.type("matcha");
  await page.keyboard.press("Enter");
  await expect(till.line("Matcha latte")).toContainText("1×");
  await expect(page.getByText("No product has the code")).toBeHidden();
});

test("a code that nothing has is named and leaves no letter in any field", async ({ open }) => {
  const page = await open("cashier");
  const till = await Till.open(page);
  await till.add("Latte");
  await till.line("Latte").getByRole("button", { name: "Note" }).click();
  await till.order.getByText("Customer and notes").click();
  const fields = [
    [till.search, ""],
    [page.getByRole("textbox", { name: "Note for the kitchen" }), "less sugar"],
    [till.order.getByRole("textbox", { name: "Customer name" }), "Budi"],
  ];
  for (const [field, text] of fields) {
    await field.fill(text);
    for (const [code, options] of [["99999999", { gap: 50 }], ["ZZ-1", { gap: 10 }], ["nope-x", { gap: 10, end: "Tab" }]]) {
      await field.focus();
      await scan(page, code, options);
      await expect(page.getByText(`No product has the code ${code}.`)).toBeVisible();
      await expect(field).toHaveValue(text);
    }
  }
  await till.search.focus();
  await page.keyboard.press("k");
  await expect(page.getByText("No product has the code")).toBeHidden();
  await page.keyboard.press("Escape");
  for (const gap of [50, 95]) {
    await scan(page, "/start1234", { gap });
    await expect(page.getByText("No product has the code /start1234.")).toBeVisible();
    await expect(till.search).toHaveValue("");
    await page.keyboard.press("Escape");
  }
});

test("codes of two and three letters are read where a key ends them", async ({ open, business }) => {
  const folder = await mkdtemp(join(tmpdir(), "kedai-import-"));
  try {
    const file = join(folder, "products.csv");
    await writeFile(file, "sku,name,category,unit_price\n77,Short digits,Codes,1000\nA7B,Short letters,Codes,1000\n");
    await kedai("import", "products", file, "--tenant", business.slug("kopi-kita"));
  } finally {
    await rm(folder, { recursive: true });
  }
  const page = await open("cashier");
  const till = await Till.open(page);
  await scan(page, "77", { gap: 50, end: "Tab" });
  await expect(till.line("Short digits")).toContainText("1×");
  await scan(page, "A7B", { gap: 50 });
  await expect(till.line("Short letters")).toContainText("1×");
  // A number that nothing ends is how many.
  await scan(page, "77", { gap: 50, end: null });
  await expect(page.getByText("77 × the next product")).toBeVisible();
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
