// The stand-in printers of a page, and what came out of them.
import { fileURLToPath } from "node:url";

import { expect } from "@playwright/test";
import jsQR from "jsqr";

import { decode } from "../escpos/decoder.mjs";
import { stacked, toRgba } from "../escpos/decoder/pictures.mjs";
import { visit } from "./journey.mjs";

const fakes = { path: fileURLToPath(new URL("../fakes/printers.js", import.meta.url)) };

/** Init scripts that put stand-ins in the place of the browser's printers; `setup` says which there are. */
export function printers(setup) {
  const kept = setup && { content: `window.__printersSetup ??= ${JSON.stringify(setup)};` };
  return kept ? [kept, fakes] : [fakes];
}

export class Printer {
  constructor(page, kind = "usb", place = 0) {
    Object.assign(this, { page, kind, place });
  }

  /** Connects it on the printers page, and says which model it is. */
  async connect(model) {
    await visit(this.page, "/settings/printers");
    const word = { usb: "USB", serial: "serial" }[this.kind];
    await this.page.getByRole("button", { name: `Connect ${word} printer` }).click();
    await expect(this.page.getByRole("region", { name: "Printer" })).toContainText("is connected.");
    if (model) await this.page.getByRole("combobox", { name: "Model" }).selectOption({ label: model });
  }

  /** Everything it was sent since the page was loaded, or since it was last taken away. */
  async bytes() {
    const numbers = await this.page.evaluate(([kind, place]) => window.__printers[kind][place].bytes, this.where);
    return Buffer.from(numbers);
  }

  /** Throws away what was printed. */
  async empty() {
    await this.page.evaluate(([kind, place]) => (window.__printers[kind][place].bytes.length = 0), this.where);
  }

  /** Takes away what was printed, decoded as a cheap printer understands it. */
  async take() {
    const bytes = await this.bytes();
    await this.empty();
    return decode(bytes, { startsInChineseMode: true });
  }

  fault(fault) {
    return this.page.evaluate((one) => window.__printers.fault(one), fault);
  }

  async unplug() {
    await this.page.evaluate(([kind, place]) => window.__printers.unplug(kind, place), this.where);
  }

  async plug() {
    await this.page.evaluate(([kind, place]) => window.__printers.plug(kind, place), this.where);
  }

  calls() {
    return this.page.evaluate(([kind, place]) => window.__printers[kind][place].calls, this.where);
  }

  get where() {
    return [this.kind, this.place];
  }
}

/** The rows of text on the paper, blank ones left out. */
export function rows(paper) {
  return paper.lines.map((line) => line.text.trimEnd()).filter((text) => text !== "");
}

/** What the receipt's QR code says, whether the printer drew it or we did. */
export function qrOf(paper) {
  if (paper.qrs.length > 0) return paper.qrs[0].text;
  const picture = stacked(paper.images);
  return jsQR(toRgba(picture), picture.width, picture.height)?.data;
}

/** An order's receipt, wherever it is shown. */
export class Receipt {
  constructor(page) {
    this.page = page;
    this.button = page.getByRole("button", { name: /^(Print receipt|Print receipt again|Send again)$/ });
    this.count = page.getByText(/^Printed (once|\d+ times)\./);
  }

  /** Prints once more, and takes the paper. */
  async print(printer) {
    const before = (await this.count.count()) > 0 ? await this.count.textContent() : "";
    await this.button.click();
    await expect(this.count).not.toHaveText(before === "" ? /^$/ : before);
    return printer.take();
  }

  /** The rows of the preview, as text; pictures and blank rows left out. */
  async preview() {
    await this.page.getByText("Preview", { exact: true }).click();
    const texts = await this.page.locator(".receipt-row").allTextContents();
    return texts.map((text) => text.trimEnd()).filter((text) => text !== "");
  }
}
