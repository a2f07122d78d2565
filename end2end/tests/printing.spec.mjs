// Receipts on paper: every way in which a printer can fail, and everything that people are called.
import { expect, isAlive, test, visit } from "../support/journey.mjs";
import { Printer, Receipt, printers, qrOf, rows } from "../support/printer.mjs";
import { inkBounds } from "../escpos/decoder/pictures.mjs";

const EPSON = "Epson TM-T20II · 48 columns";
const CHEAP = "58 mm (POS-5890, ZJ-5870 and alike) · 32 columns";
const OLD = "58 mm, older (pictures by ESC *) · 32 columns";

/** What happens to a job, and what the page says about it. */
const FAULTS = [
  ["the cable is pulled", "usb", { call: "transferOut", unplug: true }, /went away while it printed.*Check its cable/],
  ["the printer stalls", "usb", { call: "transferOut", stall: true }, /stopped taking data.*Look for paper/],
  ["it takes a part only", "usb", { call: "transferOut", short: 40 }, /only part of the receipt.*It had taken 40 bytes/],
  ["it never answers", "usb", { call: "transferOut", hang: true }, /does not go on\. Look for paper/],
  ["the network of wires fails", "usb", { call: "transferOut", error: "NetworkError" }, /went away while it printed/],
  ["something odd is said", "usb", { call: "transferOut", error: "DataError" }, /did not print\. Switch it off and on/],
  ["the serial cable is pulled", "serial", { call: "write", unplug: true }, /went away while it printed/],
  ["the serial line breaks", "serial", { call: "write", error: "BreakError" }, /went away while it printed/],
  ["the serial printer never answers", "serial", { call: "write", hang: true }, /does not go on\. Look for paper/],
];

/** Refusals while connecting. */
const REFUSALS = [
  ["nothing is chosen", { call: "requestDevice", error: "NotFoundError" }, "No printer was chosen. Nothing changed."],
  ["access is forbidden", { call: "requestDevice", error: "SecurityError" }, /forbids access.*site settings/],
  ["another program holds it", { call: "open", error: "NetworkError" }, /Another program or the system holds the printer/],
  ["a driver holds its interface", { call: "claimInterface", error: "NetworkError" }, /Another program or the system/],
];

async function soldOrder(program, changes) {
  return (await program("cashier")).sell(changes);
}

for (const [what, kind, fault, message] of FAULTS) {
  test(`${what} (${kind}): the page says what to do, and sending again works`, async ({ open, program }) => {
    const order = await soldOrder(program);
    const page = await open("cashier", { script: printers() });
    const printer = new Printer(page, kind);
    await printer.connect(CHEAP);
    await visit(page, `/orders/${order.reference}`);
    const receipt = new Receipt(page);
    await expect(page.getByText("is not connected", { exact: false })).toHaveCount(0);
    await printer.fault(fault);
    await receipt.button.click();
    // A printer is given eight seconds, on a serial line a little more.
    await expect(page.getByRole("alert").filter({ hasText: message })).toBeVisible({ timeout: 20_000 });
    await expect(receipt.button).toHaveText("Send again");
    await expect(receipt.count).toHaveCount(0);
    await printer.plug();
    await printer.empty();
    await receipt.button.click();
    await expect(page.getByText("Printed once.")).toBeVisible();
    const paper = await printer.take();
    expect(rows(paper).join("\n")).toContain(order.reference);
    expect(rows(paper).join("\n")).not.toContain("REPRINT");
    expect(qrOf(paper)).toBe(order.tracking_url);
  });
}

for (const [what, fault, message] of REFUSALS) {
  test(`connecting: ${what}`, async ({ open }) => {
    const page = await open("cashier", { script: printers(), path: "/settings/printers" });
    const printer = new Printer(page);
    const connect = page.getByRole("button", { name: "Connect USB printer" });
    await expect(connect).toBeEnabled();
    await printer.fault(fault);
    await connect.click();
    await expect(page.getByRole("alert").filter({ hasText: message })).toBeVisible();
    await expect(page.getByRole("region", { name: "Printer" })).toContainText("No printer is connected.");
    await connect.click();
    await expect(page.getByRole("region", { name: "Printer" })).toContainText("EPSON TM-T20II is connected. (USB)");
  });
}

test("a device without a printing interface is refused", async ({ open }) => {
  const keyboard = { interfaceNumber: 0, alternates: [{ alternateSetting: 0, interfaceClass: 3, endpoints: [] }] };
  const setup = { usb: [{ productName: "Scanner", interfaces: [keyboard] }], serial: [] };
  const page = await open("cashier", { script: printers(setup), path: "/settings/printers" });
  await page.getByRole("button", { name: "Connect USB printer" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This device does not print." })).toBeVisible();
});

test("a browser without WebUSB and Web Serial says which one to use", async ({ open }) => {
  const setup = { usb: [], serial: [], unsupported: ["usb", "serial"] };
  const page = await open("cashier", { script: printers(setup), path: "/settings/printers" });
  await expect(page.getByText(/Use Chrome or Edge on a computer/)).toBeVisible();
  for (const name of ["Connect USB printer", "Connect serial printer"]) {
    await expect(page.getByRole("button", { name })).toBeDisabled();
  }
});

test("a printer is found again without asking, and can be forgotten", async ({ open }) => {
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  await printer.connect(EPSON);
  const state = page.getByRole("region", { name: "Printer" });
  await page.reload();
  await expect(state).toContainText("EPSON TM-T20II is connected. (USB)");
  await expect(page.getByRole("combobox", { name: "Model" })).toHaveValue("epson-tm-t20ii");
  expect(await printer.calls()).not.toContain("requestDevice");
  await printer.unplug();
  await expect(state).toContainText("EPSON TM-T20II is switched off or not plugged in.");
  await printer.plug();
  await expect(state).toContainText("is connected.");
  await page.getByRole("button", { name: "Forget printer" }).click();
  await expect(state).toContainText("No printer is connected.");
  expect(await printer.calls()).toContain("forget");
  await page.reload();
  await expect(state).toContainText("No printer is connected.");
  await expect(page.getByRole("button", { name: "Print test slip" })).toBeDisabled();
});

test("test slip, drawer and status", async ({ open }) => {
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  await printer.connect(EPSON);
  const press = (name) => page.getByRole("button", { name }).click();
  await press("Print test slip");
  await expect(page.getByText("Sent.")).toBeVisible();
  const slip = await printer.take();
  expect(slip.lines.find((line) => line.text.startsWith("1234567890")).columns).toBe(48);
  expect(qrOf(slip)).toBe("KEDAI TEST");
  expect(slip.cuts).toHaveLength(1);

  await press("Open cash drawer");
  await expect.poll(async () => (await printer.bytes()).length).toBeGreaterThan(0);
  await expect(page.getByText("Sent.")).toBeVisible();
  expect((await printer.take()).events).toEqual([{ type: "drawer", pin: 2, onMs: 100, offMs: 500 }]);

  await press("Ask status");
  await expect(page.getByText("Ready. Enough paper.")).toBeVisible();
  await page.evaluate(() => (window.__printers.status = [0x1e, 0x32, 0x12, 0x72]));
  await press("Ask status");
  await expect(page.getByText(/Out of paper: put in a new roll/)).toBeVisible();
  await page.evaluate(() => (window.__printers.status = null));
  await press("Ask status");
  await expect(page.getByText(/Status unknown: this printer does not answer/)).toBeVisible();
});

test("a second copy says REPRINT, on whichever device it is printed", async ({ open, program }) => {
  const order = await soldOrder(program);
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  await printer.connect(EPSON);
  await visit(page, `/orders/${order.reference}`);
  const receipt = new Receipt(page);
  expect(rows(await receipt.print(printer)).join("\n")).not.toContain("REPRINT");
  const second = await receipt.print(printer);
  expect(rows(second)[0].trim()).toBe("* REPRINT *");
  await expect(page.getByText("Printed 2 times.")).toBeVisible();

  const elsewhere = await open("manager", { script: printers() });
  const other = new Printer(elsewhere, "serial");
  await other.connect(CHEAP);
  await visit(elsewhere, `/orders/${order.reference}`);
  await expect(elsewhere.getByText("Printed 2 times.")).toBeVisible();
  expect(rows(await new Receipt(elsewhere).print(other))[0].trim()).toBe("* REPRINT *");
});

test("so does the second receipt of a payment, wherever on the page and on whichever device", async ({ open, program }) => {
  const order = await soldOrder(program, {
    customer: { name: "Hana", phone: "+62 811-1111-3333" },
    payment: { type: "installments", down_payment: { percent: 50, method: "cash" }, installments: { count: 1, interval: "month" } },
  });
  const path = `/orders/${order.reference}`;
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  await printer.connect(EPSON);
  await visit(page, path);
  await page.getByRole("button", { name: "Record payment" }).click();
  const recorded = page.getByRole("status").filter({ hasText: "recorded." });
  await isAlive(page);
  await recorded.getByRole("button", { name: "Print payment receipt" }).click();
  await expect(recorded.getByText("Printed once.")).toBeVisible();
  expect(rows(await printer.take()).join("\n")).not.toContain("REPRINT");
  // The ledger offers the same receipt.
  const entry = page.locator("#" + (await (await program("cashier")).get(`/api/v1/offline-orders/${order.id}`)).payments[1].id);
  await entry.getByText("Print or void").click();
  await entry.getByRole("button", { name: "Print payment receipt again" }).click();
  await expect(entry.getByText("Printed 2 times.")).toBeVisible();
  expect(rows(await printer.take())[0].trim()).toBe("* REPRINT *");
  // The receipt of the sale and that of the down payment are other papers.
  await expect(page.getByRole("button", { name: "Print receipt", exact: true })).toBeVisible();

  const elsewhere = await open("manager", { script: printers() });
  const other = new Printer(elsewhere, "serial");
  await other.connect(CHEAP);
  await visit(elsewhere, path);
  const there = elsewhere.locator(`#${await entry.getAttribute("id")}`);
  await there.getByText("Print or void").click();
  await expect(there.getByText("Printed 2 times.")).toBeVisible();
  await there.getByRole("button", { name: "Print payment receipt again" }).click();
  await expect(there.getByText("Printed 3 times.")).toBeVisible();
  expect(rows(await other.take())[0].trim()).toBe("* REPRINT *");
});

test("accents come out right on every model", async ({ open, program }) => {
  const order = await soldOrder(program, {
    customer: { name: "Renée Muñoz-Grüße", phone: "+62 811-1111-2222" },
    items: [
      { name: "Crème brûlée", unit_price: 45_000, quantity: 1, note: "sans sucre, s'il vous plaît" },
      { name: "Jalapeño Käse", unit_price: 30_000, quantity: 2 },
    ],
  });
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  for (const model of [EPSON, CHEAP, OLD]) {
    await printer.connect(model);
    await visit(page, `/orders/${order.reference}`);
    const paper = rows(await new Receipt(page).print(printer)).join("\n");
    for (const word of ["Renée Muñoz-Grüße", "Crème brûlée", "sans sucre", "plaît", "Jalapeño Käse"]) {
      expect(paper, model).toContain(word);
    }
  }
});

test("scripts that no code page has are drawn", async ({ open, program }) => {
  const names = ["กาแฟเย็น", "拿铁咖啡", "قهوة عربية"];
  const order = await soldOrder(program, {
    items: names.map((name) => ({ name, unit_price: 20_000, quantity: 1 })),
  });
  const page = await open("cashier", { script: printers() });
  const printer = new Printer(page);
  for (const model of [EPSON, OLD]) {
    await printer.connect(model);
    await visit(page, `/orders/${order.reference}`);
    const receipt = new Receipt(page);
    const paper = await receipt.print(printer);
    // Before the pictures of the QR code, if the model has none of its own.
    const drawn = paper.images.slice(0, names.length);
    expect(drawn).toHaveLength(names.length);
    for (const picture of drawn) {
      const ink = inkBounds(picture);
      expect(ink, "not blank").not.toBeNull();
      expect(ink.right - ink.left).toBeGreaterThan(30);
    }
    expect(new Set(drawn.map((picture) => JSON.stringify(picture.rows))).size).toBe(names.length);
    expect(rows(paper).join("\n")).not.toContain("?");
    await expect(page.getByText("Some letters could not be printed")).toHaveCount(0);
  }
});

for (const [model, columns] of [[EPSON, 48], [CHEAP, 32]]) {
  test(`the preview is the paper, column for column (${columns})`, async ({ open, program }) => {
    const order = await soldOrder(program, {
      customer: { name: "Budi Santoso", phone: "+62 812-3456-7890" },
      items: [
        { name: "Es kopi susu gula aren extra large with oat milk", unit_price: 41_000, quantity: 12, note: "less ice" },
        { name: "Croissant", unit_price: 32_000, quantity: 1 },
      ],
      discount: { amount: 24_000, reason: "Regular customer" },
      payment: { type: "full", method: "cash", tendered: 600_000 },
    });
    const page = await open("cashier", { script: printers() });
    const printer = new Printer(page);
    await printer.connect(model);
    await visit(page, `/orders/${order.reference}`);
    const receipt = new Receipt(page);
    const preview = await receipt.preview();
    const paper = await receipt.print(printer);
    expect(rows(paper)).toEqual(preview);
    for (const line of paper.lines) expect(line.columns).toBeLessThanOrEqual(columns);
    const widest = await page.locator(".receipt").evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth);
    expect(widest, "no row is wider than the sheet").toBeLessThanOrEqual(0);
  });
}
