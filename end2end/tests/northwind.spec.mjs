// A trading company moves in: products and customers from files, then a sale in dollars.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "../support/journey.mjs";
import { kedai } from "../support/kedai.mjs";
import { Printer, Receipt, printers, qrOf, rows } from "../support/printer.mjs";
import { Till } from "../support/till.mjs";

const PRODUCTS = fileURLToPath(new URL("../fixtures/northwind_products.csv", import.meta.url));
const CUSTOMERS = fileURLToPath(new URL("../fixtures/northwind_customers.csv", import.meta.url));

const imported = (business, kind, file, ...more) => kedai("import", kind, file, "--tenant", business.slug("northwind"), ...more);

/** Imports the products with some text exchanged. */
async function importChanged(business, from, to) {
  const folder = await mkdtemp(join(tmpdir(), "kedai-import-"));
  const file = join(folder, "products.csv");
  try {
    await writeFile(file, (await readFile(PRODUCTS, "utf8")).replaceAll(from, to));
    return await imported(business, "products", file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("files come in beside the running server, and twice is once", async ({ business }) => {
  const look = await imported(business, "products", PRODUCTS, "--dry-run");
  expect(look).toContain("This would add 15");
  expect(look).toContain("Nothing was written");
  const first = await imported(business, "products", PRODUCTS);
  expect(first).toContain("Imported: 15 new, 0 brought up to date.");
  expect(first).toContain("Columns without a place here: supplier.");
  expect(await imported(business, "products", PRODUCTS)).toContain("0 new, 15 brought up to date");
  expect(await imported(business, "customers", CUSTOMERS)).toContain("10 new");
});

test("one wrong cell, and nothing is written", async ({ business }) => {
  const refused = await importChanged(business, "263.50", "two hundred").catch((error) => error.stderr);
  expect(refused).toContain("nothing was imported");
  expect(refused).toContain("row 9, unit_price: Write a price in USD");
});

test("a sale in dollars to somebody with an accent, on paper as on the screen", async ({ open, business }) => {
  await imported(business, "products", PRODUCTS);
  await imported(business, "customers", CUSTOMERS);
  const page = await open("cashier@northwind", { script: printers() });
  const printer = new Printer(page);
  await printer.connect("Epson TM-T88V · 42 columns");
  const till = await Till.open(page);
  await expect(till.product("Alice Mutton"), "what is discontinued is not on the till").toHaveCount(0);
  await till.add("Côte de Blaye", "Gumbär Gummibärchen", "Gumbär Gummibärchen", "Pâté chinois");
  await till.order.getByText("Customer and notes").click();
  await till.order.getByRole("textbox", { name: "Customer name" }).fill("Frédérique Citeaux");
  await till.order.getByRole("textbox", { name: "Phone number" }).fill("88.60.15.31");
  await expect(till.charge()).toContainText("349.96");
  await till.charge().click();
  await till.received.fill("400");
  await expect(till.change).toContainText("50.04");
  await till.complete.click();
  const reference = await till.reference();
  const paper = await new Receipt(page).print(printer);
  const text = rows(paper).map((row) => row.trim().replace(/\s+/g, " "));
  for (const row of ["Northwind Traders", "Customer Frédérique Citeaux", "1 Côte de Blaye 263.50",
    "2 Gumbär Gummibärchen 62.46", "@ 31.23", "1 Pâté chinois 24.00", "Total USD 349.96", "Change 50.04"]) {
    expect(text).toContain(row);
  }
  expect(qrOf(paper)).toContain("/t/");
  await page.goto(`/orders/${reference}`);
  await expect(page.getByText("Frédérique Citeaux").first()).toBeVisible();
});

test("a price that changes while the basket is full is shown before it is paid", async ({ open, business, watch }) => {
  await imported(business, "products", PRODUCTS);
  watch.expect(/422/);
  const page = await open("cashier@northwind");
  const till = await Till.open(page);
  await till.add("Tourtière", "Tourtière");
  await till.charge().click();
  await expect(till.sum("Total").last()).toContainText("14.90");
  await importChanged(business, "7.45", "8.00");
  await till.complete.click();
  await expect(till.order.getByRole("alert")).toContainText("Prices have changed.");
  await expect(till.sum("Total").last()).toContainText("16.00");
  await till.complete.click();
  await till.reference();
});
