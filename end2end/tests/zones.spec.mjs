// A device that is somewhere else than its store: times are those of the store's clock, as it stood then.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test, visit } from "../support/journey.mjs";
import { kedai } from "../support/kedai.mjs";
import { Printer, Receipt, printers, rows } from "../support/printer.mjs";

const PRODUCTS = fileURLToPath(new URL("../fixtures/northwind_products.csv", import.meta.url));
const STORE_ZONE = "America/Los_Angeles";
/** What a store takes for an order, if it doesn't say otherwise. */
const PREPARATION_MS = 10 * 60_000;

// Five hours and three quarters ahead of UTC: whatever is told by it shows.
test.use({ timezoneId: "Asia/Kathmandu" });

/** Imports an order of a day; past orders are of noon at their store. */
async function importOrderOf(day, business) {
  const folder = await mkdtemp(join(tmpdir(), "kedai-import-"));
  const [orders, lines] = [join(folder, "orders.csv"), join(folder, "lines.csv")];
  const tenant = ["--tenant", business.slug("northwind")];
  try {
    await writeFile(orders, `order_id,order_date\n1,${day}\n`);
    await writeFile(lines, "order_id,sku,unit_price,quantity\n1,NW-011,21.00,2\n");
    await kedai("import", "products", PRODUCTS, ...tenant);
    await kedai("import", "orders", orders, "--lines", lines, ...tenant);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How the store's clock stands at an instant, as pages write it. */
function atStore(instant) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: STORE_ZONE, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const part = (type) => parts.find((one) => one.type === type).value;
  return { day: `${part("day")} ${part("month")} ${part("year")}`, clock: `${part("hour")}:${part("minute")}` };
}

for (const [season, day, noon] of [["summer", "2026-07-15", "15 Jul 2026, 12:00"], ["winter", "2026-01-15", "15 Jan 2026, 12:00"]]) {
  test(`an order of ${season} is told at the store's hour of that day, on every page and on paper`, async ({ open, program, business }) => {
    await importOrderOf(day, business);
    const api = await program("cashier@northwind");
    const { items: [{ reference }] } = await api.get("/api/v1/offline-orders?store=main");
    const page = await open("cashier@northwind", { script: printers() });
    const printer = new Printer(page);
    await printer.connect("Epson TM-T88V · 42 columns");
    await visit(page, `/orders?from=${day}&to=${day}`);
    await expect(page.getByRole("row").filter({ hasText: reference })).toContainText(noon);
    await visit(page, `/orders/${reference}`);
    await expect(page.getByRole("main").getByText(noon).first()).toBeVisible();
    const receipt = new Receipt(page);
    expect((await receipt.preview()).join("\n")).toContain(noon);
    expect(rows(await receipt.print(printer)).join("\n")).toContain(noon);
  });
}

test("a customer abroad is told the store's time", async ({ open, program }) => {
  const api = await program("manager@northwind");
  const order = await api.sell({ store: "main", items: [{ name: "Chai", unit_price: 1_800, quantity: 1 }] });
  const list = await open("staff@northwind", { path: "/orders" });
  const { day, clock } = atStore(order.created_at);
  await expect(list.getByRole("row").filter({ hasText: order.reference })).toContainText(`${day}, ${clock}`);
  const customer = await open(null, { path: new URL(order.tracking_url).pathname });
  const expected = Date.parse(order.created_at) + PREPARATION_MS;
  await expect(customer.getByText(`Expected at ${atStore(expected).clock}`)).toBeVisible();
});
