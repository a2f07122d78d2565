// What the board shows when others work on the same orders, and when nobody can be heard.
import { expect, test } from "../support/journey.mjs";
import { Board } from "../support/board.mjs";
import { Wire } from "../support/wire.mjs";

test("a lost connection is told, and what was missed comes when it is back", async ({ open, watch, program }) => {
  const api = await program("manager");
  const [before, moved] = [await api.sell(), await api.sell()];
  const page = await open("staff");
  const wire = await Wire.of(page, watch);
  const board = await Board.open(page);
  const delayed = page.getByText("DELAYED");
  await expect(board.ticket(before.reference, "Pending")).toBeVisible();
  await wire.cut();
  await expect(board.band).toBeVisible();
  await expect(page.getByRole("banner").getByRole("status")).toHaveText(/Not live since \d\d:\d\d:\d\d$/);
  await expect(delayed).toHaveCount(0);
  const missed = await api.sell({ note: "by the window" });
  await api.move(moved, "processing");
  await expect(delayed, "after ten seconds every column may be stale").toHaveCount(3, { timeout: 20_000 });
  await expect(board.ticket(missed.reference)).toHaveCount(0);
  // A board without news still works.
  await board.press(before.reference, "Start");
  await expect(board.ticket(before.reference, "Processing")).toBeVisible();
  wire.mend();
  await expect(board.band).toBeHidden({ timeout: 20_000 });
  await expect(delayed).toHaveCount(0);
  await expect(board.ticket(missed.reference, "Pending")).toContainText("by the window");
  await expect(board.ticket(moved.reference, "Processing")).toBeVisible();
  await expect(board.ticket(before.reference, "Processing")).toBeVisible();
});

test("a page without a network says so, and comes back by itself", async ({ open, watch, program }) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  const api = await program("manager");
  const page = await open("staff");
  const board = await Board.open(page);
  const order = await api.sell();
  await expect(board.ticket(order.reference, "Pending")).toBeVisible();
  await page.context().setOffline(true);
  await board.press(order.reference, "Start");
  await expect(page.getByRole("alert").filter({ hasText: "Kedai can't be reached" })).toBeVisible();
  await expect(board.ticket(order.reference, "Pending"), "nothing was moved").toBeVisible();
  await page.context().setOffline(false);
  await board.press(order.reference, "Start");
  await expect(board.ticket(order.reference, "Processing")).toBeVisible();
  await board.isLive();
});

test("a new order stands out until somebody touches it", async ({ open, program }) => {
  const api = await program("manager");
  const old = await api.sell();
  const page = await open("staff");
  const board = await Board.open(page);
  await expect(board.ticket(old.reference)).not.toHaveClass(/ticket-fresh/);
  const [fresh, other] = [await api.sell(), await api.sell()];
  await expect(board.ticket(fresh.reference)).toHaveClass(/ticket-fresh/);
  await expect(board.ticket(other.reference)).toHaveClass(/ticket-fresh/);
  await expect(page.getByText(/^New orders: 2$/)).toBeAttached();
  await board.ticket(fresh.reference).getByText("Latte").click();
  await expect(board.ticket(fresh.reference)).not.toHaveClass(/ticket-fresh/);
  await expect(board.ticket(other.reference)).toHaveClass(/ticket-fresh/);
  await board.ticket(other.reference).getByRole("button", { name: "Start" }).focus();
  await expect(board.ticket(other.reference)).not.toHaveClass(/ticket-fresh/);
});

test("two boards that press the same button at once move the order once", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell();
  const boards = await Promise.all(["staff", "cashier"].map(async (who) => Board.open(await open(who))));
  for (const board of boards) await expect(board.ticket(order.reference, "Pending")).toBeVisible();
  // Neither is heard before both have pressed.
  let release;
  const both = new Promise((resolve) => (release = resolve));
  let pressed = 0;
  for (const board of boards) {
    await board.page.route("**/api/page/board-move", async (route) => {
      pressed += 1;
      if (pressed === boards.length) release();
      await both;
      await route.continue();
    });
  }
  // A board shows a move before it is answered.
  const answered = boards.map((board) => board.page.waitForResponse("**/api/page/board-move"));
  await Promise.all(boards.map((board) => board.press(order.reference, "Start")));
  for (const answer of await Promise.all(answered)) expect(answer.status()).toBe(200);
  for (const board of boards) {
    await expect(board.ticket(order.reference, "Processing")).toBeVisible();
    await expect(board.page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
  }
  const { events } = await api.get(`/api/v1/orders/${order.id}`);
  expect(events.filter((event) => event.type === "order.status_changed")).toHaveLength(1);
});

test("a board that missed something is told, and shows how the order stands", async ({ open, program, watch }) => {
  watch.expect(/400/);
  const api = await program("manager");
  const order = await api.sell();
  const page = await open("staff");
  const wire = await Wire.of(page, watch);
  const board = await Board.open(page);
  await wire.cut();
  for (const status of ["processing", "ready", "completed"]) await api.move(order, status);
  await board.press(order.reference, "Start");
  await expect(page.getByRole("alert").filter({ hasText: "The order has moved on meanwhile." })).toBeVisible();
  wire.mend();
  await expect(board.ticket(order.reference)).toHaveCount(0, { timeout: 20_000 });
});
