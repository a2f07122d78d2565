// The main journey: a sale at the till, seen at the same moment by the kitchen, the customer and the manager.
import { expect, test, visit } from "../support/journey.mjs";
import { PASSWORD } from "../support/accounts.mjs";
import { Board } from "../support/board.mjs";
import { Printer, Receipt, printers, qrOf, rows } from "../support/printer.mjs";
import { Till } from "../support/till.mjs";

const MOST_TAPS = 6;
const SALES = 5;

/** Counts what a finger does, across pages: pointer presses on anything. */
async function countTaps(page) {
  let taps = 0;
  await page.exposeFunction("__tapped", () => (taps += 1));
  await page.addInitScript(() => addEventListener("pointerdown", () => window.__tapped(), true));
  return () => taps;
}

/** Paper as a person reads it: each row with single spaces. */
function read(paper) {
  return rows(paper).map((row) => row.trim().replace(/\s+/g, " "));
}

async function dashboardFigure(page, name) {
  const figure = page.getByRole("main").getByRole("link", { name: new RegExp(`^${name}`) });
  return Number((await figure.locator(".figure").textContent()).replace(/[^\d]/g, ""));
}

test("a cash sale is in the kitchen, on the customer's phone and in the figures at once", async ({ open, business, baseURL }) => {
  const [cashier, kitchen, manager] = await Promise.all([
    open(null, { script: printers() }),
    open("staff"),
    open("manager", { path: "/dashboard?store=senopati" }),
  ]);
  const board = await Board.open(kitchen);
  const usb = new Printer(cashier);

  // The cashier signs in and sells.
  const taps = await countTaps(cashier);
  await visit(cashier, "/login?next=/till");
  await cashier.getByRole("textbox", { name: "Email" }).fill(business.address("cashier"));
  await cashier.getByLabel("Password").fill(PASSWORD);
  await cashier.getByRole("button", { name: "Sign in" }).click();
  await expect(cashier).toHaveURL("/till");
  const till = new Till(cashier);
  await till.isReady();
  await till.product("Kopi susu").click();
  await till.product("Croissant").click();
  await till.charge().click();
  await cashier.getByRole("button", { name: "Cash", exact: true }).click();
  await cashier.getByRole("button", { name: "100,000" }).click();
  await till.complete.click();
  const reference = await till.reference();
  // Signing in, a product, Charge, Cash, an amount, Complete sale; the croissant is one more.
  expect(taps() - 1, "taps for a sale of one thing").toBeLessThanOrEqual(MOST_TAPS);
  await expect(till.change).toContainText(/IDR\s34,000/);

  // The kitchen has it, and so have the figures, without a reload.
  await expect(board.ticket(reference, "Pending")).toBeVisible();
  await expect(board.ticket(reference)).toContainText("Kopi susu");
  await expect.poll(() => dashboardFigure(manager, "Orders")).toBe(1);
  await expect.poll(() => dashboardFigure(manager, "Revenue")).toBe(66_000);

  // The customer follows the link of the code on the screen.
  const link = await cashier.getByRole("link", { name: "For the customer" }).getAttribute("href");
  expect(link).toMatch(new RegExp(`^${baseURL}/t/`));
  const customer = await open(null, { path: link });
  const step = (name) => customer.getByRole("listitem").filter({ hasText: name });
  await expect(customer.getByRole("heading", { name: `Order ${reference}` })).toBeVisible();
  await expect(step("Received")).toHaveAttribute("aria-current", "step");
  await board.press(reference, "Start");
  await expect(board.ticket(reference, "Processing")).toBeVisible();
  await expect(step("Being made")).toHaveAttribute("aria-current", "step");
  await board.press(reference, "Ready");
  await expect(board.ticket(reference, "Ready")).toBeVisible();
  await expect(customer.getByText("Ready for you at the counter")).toBeVisible();
  await board.press(reference, "Hand over");
  await expect(board.ticket(reference)).toHaveCount(0);
  await expect(customer.getByText("Collected. Enjoy.")).toBeVisible();

  // The receipt, over USB.
  await usb.connect("Epson TM-T20II · 48 columns");
  await visit(cashier, `/orders/${reference}`);
  const paper = await new Receipt(cashier).print(usb);
  const text = read(paper);
  for (const row of ["Kopi Kita", "Senopati", "Cashier Ayu", "1 Kopi susu 28,000", "1 Croissant 32,000",
    "Subtotal 60,000", "PB1 10 % 6,000", "Total IDR 66,000", "Cash 66,000"]) {
    expect(text).toContain(row);
  }
  expect(text.find((row) => row.startsWith(reference))).toMatch(/\d{1,2} \w{3} \d{4}, \d\d:\d\d$/);
  expect(qrOf(paper)).toBe(link);
  expect(paper.cuts).toHaveLength(1);
});

test("the second sale prints on a serial printer, from the confirmation", async ({ open }) => {
  const cashier = await open("cashier", { script: printers() });
  const serial = new Printer(cashier, "serial");
  await serial.connect("58 mm (POS-5890, ZJ-5870 and alike) · 32 columns");
  const till = await Till.open(cashier);
  await till.add("Latte", "Latte", "Teh tarik");
  const reference = await till.pay();
  const link = await cashier.getByRole("link", { name: "For the customer" }).getAttribute("href");
  const paper = await new Receipt(cashier).print(serial);
  const text = read(paper);
  expect(text).toContain("2 Latte 76,000");
  expect(text).toContain("@ 38,000");
  expect(text).toContain("Total IDR 110,000");
  expect(text.some((row) => row.startsWith(reference))).toBe(true);
  expect(qrOf(paper)).toBe(link);
});

// Tells how long, and judges only that it happens: a busy machine is no fault of the code.
test("a sale is on the board, and how soon @alone", async ({ open }) => {
  const [cashier, kitchen] = await Promise.all([open("cashier"), open("staff")]);
  const [till, board] = [await Till.open(cashier), await Board.open(kitchen)];
  // When each new ticket's pixels are there: after the frame that follows its arrival.
  await kitchen.evaluate(() => {
    window.__shownAt = {};
    const note = () => {
      const now = [...document.querySelectorAll("article h3")].map((heading) => heading.textContent);
      requestAnimationFrame(() => setTimeout(() => now.forEach((one) => (window.__shownAt[one] ??= Date.now()))));
    };
    new MutationObserver(note).observe(document.querySelector("main"), { childList: true, subtree: true });
  });
  await cashier.evaluate(() => {
    const isComplete = (event) => event.target.closest("button")?.textContent === "Complete sale";
    addEventListener("click", (event) => isComplete(event) && (window.__completedAt = Date.now()), true);
  });
  const times = [];
  for (let sale = 0; sale < SALES; sale += 1) {
    await till.add("Espresso");
    const reference = await till.pay();
    await expect(board.ticket(reference, "Pending")).toBeVisible();
    await expect.poll(() => kitchen.evaluate((one) => window.__shownAt[one], reference)).toBeTruthy();
    const shownAt = await kitchen.evaluate((one) => window.__shownAt[one], reference);
    times.push(shownAt - (await cashier.evaluate(() => window.__completedAt)));
    await till.next();
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(SALES / 2)];
  console.log(`Complete sale → ticket on the board: median ${median} ms of ${times.join(", ")} ms`);
});
