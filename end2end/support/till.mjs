// A till, as a cashier sees it.
import { expect } from "@playwright/test";

import { visit } from "./journey.mjs";

export class Till {
  constructor(page) {
    this.page = page;
    this.order = page.getByRole("region", { name: "Current order" });
    this.search = page.getByRole("searchbox", { name: "Search" });
    this.complete = page.getByRole("button", { name: "Complete sale" });
    this.received = page.getByRole("textbox", { name: "Amount received" });
    /** What goes back over the counter, large. */
    this.change = page.locator(".till-change");
    this.done = page.getByRole("heading", { name: /^Sale GO-[0-9A-Z]{6} recorded$/ });
  }

  static async open(page) {
    const till = new Till(page);
    await visit(page, "/till");
    await till.isReady();
    return till;
  }

  /** Selling is possible, and what others sell is heard. */
  async isReady() {
    await expect(this.page.getByText("Selling needs the app")).toBeHidden();
    await expect(this.page.getByRole("banner").getByRole("status")).toHaveText(/live$/);
  }

  product(name) {
    return this.page.getByRole("region", { name: "Products" }).getByRole("button", { name, exact: true });
  }

  /** A line of the order, by its product. */
  line(name) {
    return this.order.getByRole("listitem").filter({ hasText: name });
  }

  async add(...names) {
    for (const name of names) await this.product(name).click();
  }

  charge() {
    return this.order.getByRole("button", { name: /^Charge/ });
  }

  /** Sums under the order: "Total" and the like. */
  sum(name) {
    return this.order.locator("dl > div").filter({ hasText: name }).getByRole("definition");
  }

  async pay() {
    await this.charge().click();
    await this.complete.click();
    return this.reference();
  }

  /** The reference of the sale just recorded. */
  async reference() {
    await expect(this.done).toBeVisible();
    return (await this.done.textContent()).match(/GO-[0-9A-Z]{6}/)[0];
  }

  async next() {
    await this.page.getByRole("button", { name: "New sale" }).click();
    await expect(this.order.getByText("Nothing in it yet")).toBeVisible();
  }
}
