// A page's connection: blocked sockets, wrong clocks, devices that slept, and servers that went away meanwhile.
import { fileURLToPath } from "node:url";

import { expect, test, visit } from "../support/journey.mjs";
import { DEMO } from "../support/accounts.mjs";
import { Board } from "../support/board.mjs";
import { Wire } from "../support/wire.mjs";
import { Kedai } from "../bench/kedai.mjs";

const HOUR_MS = 3_600_000;
/** A page that asks over HTTP knows of a change within so long. */
const ASKED_MS = 6_000;
const SITE = process.env.KEDAI_TEST_SITE_DIR ?? fileURLToPath(new URL("../../dist/debug", import.meta.url));

const tracking = (order) => new URL(order.tracking_url).pathname;
const blockSockets = () => {
  window.WebSocket = class {
    constructor() {
      throw new DOMException("Sockets are blocked here.", "SecurityError");
    }
  };
};

test("where sockets are blocked, board and tracking page ask over HTTP by themselves", async ({ open, program }) => {
  const api = await program("manager");
  const order = await api.sell();
  const board = await Board.open(await open("staff", { script: [blockSockets] }));
  const customer = await open(null, { script: [blockSockets], path: tracking(order) });
  await expect(board.ticket(order.reference, "Pending")).toBeVisible();
  const placed = await api.sell();
  await expect(board.ticket(placed.reference, "Pending")).toBeVisible({ timeout: ASKED_MS });
  for (const status of ["processing", "ready"]) await api.move(order, status);
  await expect(board.ticket(order.reference, "Ready")).toBeVisible({ timeout: ASKED_MS });
  await expect(customer.getByText("Ready for you at the counter").first()).toBeVisible({ timeout: ASKED_MS });
  await board.isLive();
  await expect(board.page.getByText("DELAYED")).toHaveCount(0);
});

for (const [name, offset] of [["an hour fast", HOUR_MS], ["an hour slow", -HOUR_MS]]) {
  test(`what is delayed is told to the second by a device whose clock is ${name}`, async ({ open, watch }) => {
    // Only what the clock says is wrong: Playwright's own clock catches up by leaps where a page loads slowly.
    const wrong = `const now = Date.now; Date.now = () => now() + ${offset};`;
    const page = await open("staff", { script: [{ content: wrong }] });
    const wire = await Wire.of(page, watch);
    await Board.open(page);
    // The server told its time with its first word.
    await wire.cut();
    const state = page.getByRole("banner").getByRole("status");
    await expect(state).toHaveText(/Not live since \d\d:\d\d:\d\d$/);
    await expect(page.getByText("DELAYED")).toHaveCount(3, { timeout: 20_000 });
    const passed = await lostFor(state);
    expect(passed).toBeGreaterThanOrEqual(10);
    expect(passed).toBeLessThanOrEqual(13);
  });
}

/** What the state says it has not been live since, in seconds after the shop's midnight, and how long ago that is. */
async function lostFor(state) {
  const [hours, minutes, seconds] = (await state.textContent()).match(/\d\d/g).map(Number);
  // The shop's clock is seven hours ahead of UTC.
  const now = new Date(Date.now() + 7 * HOUR_MS);
  const passed = now.getUTCHours() * 3600 + now.getUTCMinutes() * 60 + now.getUTCSeconds() - (hours * 3600 + minutes * 60 + seconds);
  return (passed + 86_400) % 86_400;
}

test("where the server never says a word, its page tells the time on a device whose clock is wrong", async ({ open, watch }) => {
  watch.expect(/api\/v1\/live.*ERR_FAILED|Failed to load resource: net::ERR_FAILED/);
  const wrong = `const now = Date.now; Date.now = () => now() - ${HOUR_MS};`;
  const page = await open("staff", { script: [{ content: wrong }, blockSockets] });
  await page.route("**/api/v1/live/**", (route) => route.abort());
  await visit(page, "/board");
  const state = page.getByRole("banner").getByRole("status");
  await expect(state).toHaveText(/Not live since \d\d:\d\d:\d\d$/, { timeout: 20_000 });
  const passed = await lostFor(state);
  expect(passed).toBeGreaterThanOrEqual(8);
  expect(passed).toBeLessThanOrEqual(30);
});

test("a tab that slept for an hour wakes to a right board", async ({ open, watch, program }) => {
  const api = await program("manager");
  const [gone, moved] = [await api.sell(), await api.sell()];
  const page = await open("staff");
  const wire = await Wire.of(page, watch);
  await page.clock.install();
  const board = await Board.open(page);
  await expect(board.ticket(gone.reference, "Pending")).toBeVisible();
  let placed;
  await wire.muted(async () => {
    for (const status of ["processing", "ready", "completed"]) await api.move(gone, status);
    await api.move(moved, "processing");
    placed = await api.sell();
  });
  await page.clock.fastForward("01:00:00");
  await expect(board.ticket(gone.reference)).toHaveCount(0, { timeout: 20_000 });
  await expect(board.ticket(moved.reference, "Processing")).toBeVisible();
  await expect(board.ticket(placed.reference, "Pending")).toBeVisible();
  await board.isLive();
  await expect(page.getByText("DELAYED")).toHaveCount(0);
});

const withOwnServer = test.extend({
  own: async ({}, use) => {
    const own = await Kedai.start({ KEDAI_SITE_DIR: SITE });
    await use(own);
    await own.stop();
  },
  business: async ({}, use) => use(DEMO),
  baseURL: async ({ own }, use) => use(`http://127.0.0.1:${own.port}`),
});

withOwnServer("board and tracking page come through a server that is killed", async ({ own, open, watch, program }) => {
  withOwnServer.setTimeout(120_000);
  watch.expect(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|WebSocket connection/);
  const order = await (await program("manager")).sell();
  const [staff, customer] = [await open("staff"), await open(null, { path: tracking(order) })];
  const board = await Board.open(staff);
  await expect(board.ticket(order.reference, "Pending")).toBeVisible();
  await own.kill();
  await expect(board.band).toBeVisible();
  await own.restart();
  const api = await program("manager");
  for (const status of ["processing", "ready"]) await api.move(order, status);
  const placed = await api.sell();
  await expect(board.ticket(order.reference, "Ready")).toBeVisible({ timeout: 20_000 });
  await expect(board.ticket(order.reference)).toHaveCount(1);
  await expect(board.ticket(placed.reference, "Pending")).toBeVisible();
  await expect(customer.getByText("Ready for you at the counter").first()).toBeVisible({ timeout: 20_000 });
  await expect(board.band).toBeHidden();
});
