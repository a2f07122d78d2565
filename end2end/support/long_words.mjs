// A shop whose people write what no line is made for: a link, a name without a space, and words of both directions.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { kedai } from "./kedai.mjs";

const filled = (start, length, piece) => (start + piece.repeat(length)).slice(0, length);

export const LINK = filled("https://kopi.example/menu/", 64, "pesan-");
export const NAME = filled("Rindfleischetikettierung", 110, "süberwachungsaufgaben");
export const MIXED = "قهوة باردة Latte מיקס (oat) كابتشينو Double-shot אספרסו";
export const WORDS = [LINK, NAME, MIXED];

/** How long the name of a category may be. */
const MAX_CATEGORY = 60;

const DAY_MS = 86_400_000;
const inDays = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

const people = WORDS.map((name, place) => ({
  name,
  phone: `+62 811-5555-010${place}`,
  email: `${filled("", 60, "panjang")}${place}@${filled("", 60, "sekali")}.example`,
}));

/** Puts three products with such names on the menu, each in a category of such a name. */
async function fillMenu(business) {
  const folder = await mkdtemp(join(tmpdir(), "kedai-import-"));
  const file = join(folder, "products.csv");
  const rows = WORDS.map((word, place) => `${filled("LONG-", 40, "SKU")}${place},${word},${word.slice(0, MAX_CATEGORY)},${21_000 + place},${place},49999999999${place}`);
  try {
    await writeFile(file, ["sku,name,category,unit_price,units_in_stock,barcode", ...rows].join("\n"));
    await kedai("import", "products", file, "--tenant", business.slug("kopi-kita"), "--store", "senopati");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Fills a business with such words wherever people write; gives what its pages are about. */
export async function fillShop(business, program) {
  await fillMenu(business);
  const api = await program("manager");
  const line = (name, quantity) => ({ name, unit_price: 25_000, quantity, note: name });
  const items = WORDS.map((word, place) => line(word, place + 1));
  const discount = { amount: 5_000, reason: NAME };
  const paid = [];
  for (const customer of people) paid.push(await api.sell({ items, customer, note: customer.name, discount }));
  await api.move(paid[1], "processing");
  for (const status of ["processing", "ready"]) await api.move(paid[2], status);
  const [onTerms, later] = [await api.sell({
    channel: "phone", items, customer: people[1], note: LINK,
    payment: { type: "installments", down_payment: { percent: 30, method: "cash" }, installments: { count: 3, interval: "month", first_due: inDays(30) } },
  }), await api.sell({ items, customer: people[2], note: NAME, payment: { type: "later", due_date: inDays(5) } })];
  const note = (place) => ({ data: { amount: 10_000, method: "bank_transfer", note: WORDS[place] } });
  await api.api.post(`/api/v1/offline-orders/${onTerms.id}/payments`, note(1));
  const [cancelled, deleted] = [await api.sell({ items }), await api.sell({ items, customer: people[0] })];
  await api.move(cancelled, "cancelled", NAME);
  await api.api.delete(`/api/v1/offline-orders/${deleted.id}`, { data: { reason: NAME } });
  const owner = await program("owner");
  const url = `http://127.0.0.1:9/${filled("", 200, "webhook")}`;
  const { endpoint } = await (await owner.api.post("/api/v1/webhook-endpoints", { data: { url } })).json();
  await owner.api.post(`/api/v1/webhook-endpoints/${endpoint.id}/test`);
  const job = (await (await owner.api.get("/api/v1/jobs?kind=webhook.send&limit=1")).json()).items[0];
  return { paid, onTerms, later, cancelled, deleted, endpoint, job };
}
