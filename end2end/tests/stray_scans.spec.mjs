// A scanner that is pointed at something while another page than the till is open.
import { Board } from "../support/board.mjs";
import { expect, test, visit } from "../support/journey.mjs";
import { scan } from "../support/scanner.mjs";

const KOPI_SUSU = "8991001000011";
const DAY_MS = 86_400_000;
const told = (page, code) => page.getByRole("alert").filter({ hasText: new RegExp(`^\u2068${code.replace(/[/()]/g, "\\$&")}\u2069 was scanned`) });

test("a scan pays nothing and leaves no letter in a form", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell({
    channel: "phone",
    customer: { name: "Budi", phone: "+62 812-3456-7890" },
    payment: { type: "later", due_date: new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10) },
  });
  const page = await open("manager", { path: `/orders/${order.reference}` });
  const note = page.getByLabel("Note on the payment");
  await note.fill("by card");
  for (const [code, options] of [[KOPI_SUSU, {}], ["ZZ-1", { end: "Tab" }], ["99999999", { gap: 50 }]]) {
    await note.focus();
    await scan(page, code, options);
    await expect(told(page, code)).toBeVisible();
    await expect(note).toHaveValue("by card");
    await expect(note).toBeFocused();
  }
  await page.keyboard.type("!", { delay: 60 });
  await expect(note).toHaveValue("by card!");
  await expect(page.getByText("was scanned")).toBeHidden();
  expect((await api.get(`/api/v1/offline-orders/${order.id}`)).amount_paid).toBe(0);
});

test("a scan moves no order, and a person's key does", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell();
  const board = await Board.open(await open("staff"));
  const { page } = board;
  const start = board.ticket(order.reference, "Pending").getByRole("button", { name: "Start" });
  for (const [code, options] of [["AB 12/3", {}], [KOPI_SUSU, { gap: 60 }], ["77", { gap: 6 }], [KOPI_SUSU, { end: "Tab" }]]) {
    await start.focus();
    await scan(page, code, options);
    await expect(told(page, code)).toBeVisible();
    await expect(start).toBeFocused();
  }
  expect((await api.get(`/api/v1/orders/${order.id}`)).lifecycle).toBe("pending");
  await page.keyboard.press("Space");
  await expect(board.ticket(order.reference, "Processing")).toBeVisible();
});

test("fields that take codes take what is scanned into them", async ({ open }) => {
  const page = await open("cashier", { path: "/orders/new" });
  const search = page.getByRole("searchbox", { name: "Find a product" });
  await search.focus();
  await scan(page, KOPI_SUSU);
  await expect(page.getByRole("combobox", { name: "Product or name" }).first()).toHaveValue("Kopi susu");
  const name = page.getByRole("region", { name: "Customer" }).getByLabel("Name");
  await name.focus();
  await scan(page, KOPI_SUSU);
  await expect(told(page, KOPI_SUSU)).toBeVisible();
  await expect(name).toHaveValue("");
  await visit(page, "/orders");
  await page.getByRole("searchbox").focus();
  await scan(page, "GO-ABC123");
  await expect(page).toHaveURL(/search=GO-ABC123/);
});
