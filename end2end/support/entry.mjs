// The form for a new order, as staff see it.
import { expect } from "@playwright/test";

import { visit } from "./journey.mjs";

export class OrderEntry {
  constructor(page) {
    this.page = page;
    this.lines = page.getByRole("region", { name: "What is ordered" });
    this.preview = page.getByRole("region", { name: "What it comes to" });
    this.record = page.getByRole("button", { name: "Record order" });
  }

  static async open(page) {
    await visit(page, "/orders/new");
    const entry = new OrderEntry(page);
    await expect(entry.search).toBeVisible();
    return entry;
  }

  get search() {
    return this.page.getByRole("searchbox", { name: "Find a product" });
  }

  field(label) {
    return this.page.getByLabel(label, { exact: false }).filter({ visible: true }).first();
  }

  line(place) {
    return this.lines.getByRole("listitem").filter({ has: this.page.getByLabel("Product or name") }).nth(place);
  }

  /** Finds a product and adds it. */
  async add(name) {
    await this.search.fill(name);
    await this.lines.getByRole("button", { name: new RegExp(`^${name}`) }).first().click();
  }

  async addCustom(name, price) {
    await this.lines.getByRole("button", { name: "Add custom line" }).click();
    const line = this.lines.locator(".entry-line").last();
    await line.getByLabel("Product or name").fill(name);
    await line.getByLabel("Price of one").fill(price);
  }

  async customer(name, phone) {
    await this.page.getByRole("region", { name: "Customer" }).getByLabel("Name").fill(name);
    await this.page.getByLabel("Phone number").fill(phone);
  }

  async pay(way) {
    await this.page.getByRole("radio", { name: way, exact: true }).check();
  }

  /** What the preview says is due when. */
  async dues() {
    const rows = await this.preview.getByRole("listitem").allTextContents();
    return rows.map((row) => row.replace(/\s+/g, " ").trim());
  }

  sum(name) {
    const term = this.page.locator("dt", { hasText: new RegExp(`^${name}$`) });
    return this.preview.locator("dl > div").filter({ has: term }).getByRole("definition");
  }

  /** The reference of the order that was recorded. */
  async recorded() {
    await expect(this.page).toHaveURL(/\/orders\/GO-[0-9A-Z]{6}/);
    return this.page.url().match(/GO-[0-9A-Z]{6}/)[0];
  }
}
