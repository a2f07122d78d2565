// The board, as the kitchen sees it.
import { expect } from "@playwright/test";

import { visit } from "./journey.mjs";

export class Board {
  constructor(page) {
    this.page = page;
    this.band = page.getByText(/^Not live since \d\d:\d\d:\d\d, trying again$/);
  }

  static async open(page) {
    const board = new Board(page);
    await visit(page, "/board");
    await board.isLive();
    return board;
  }

  async isLive() {
    await expect(this.page.getByRole("banner").getByRole("status")).toHaveText(/live$/);
  }

  column(name) {
    return this.page.getByRole("region", { name, exact: true });
  }

  ticket(reference, column) {
    const place = column ? this.column(column) : this.page;
    return place.getByRole("article", { name: reference });
  }

  /** Presses the next step of an order. */
  async press(reference, step) {
    await this.ticket(reference).getByRole("button", { name: step, exact: true }).click();
  }
}
