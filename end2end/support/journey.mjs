// What every journey starts from: people with browsers of their own, watched by somebody who hears
// everything that goes wrong in them. A test that didn't say beforehand what would go wrong fails on it.
import { expect, request, test as base } from "@playwright/test";

import { PASSWORD } from "./accounts.mjs";
import { program } from "./api.mjs";
import { Businesses } from "./businesses.mjs";
import { Gallery } from "./gallery.mjs";

export { expect };

/** Hears what goes wrong in the pages of its contexts. */
class Watch {
  constructor() {
    this.heard = [];
    this.expected = [];
    /** How many pages were left before their program arrived. */
    this.left = 0;
  }

  /** From here on, what this pattern matches is part of the journey. */
  expect(pattern) {
    this.expected.push(pattern);
  }

  /** Listens to a context, or to one page of it. */
  hear(context) {
    const note = (kind, text, page) => this.heard.push(page ? `${kind}: ${text} (on ${page})` : `${kind}: ${text}`);
    context.on("console", (message) => {
      const isBad = ["error", "warning", "assert"].includes(message.type());
      if (isBad) note(message.type(), message.text(), message.page()?.url());
    });
    const failed = (error, page) => {
      // A page that is left before its program arrived says so in this way.
      const isLeft = /WebAssembly compilation aborted: .*Response body loading was aborted/.test(String(error));
      if (!isLeft) note("page error", error, page);
    };
    context.on("weberror", (error) => failed(error.error(), error.page()?.url()));
    context.on("pageerror", (error) => failed(error));
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      // A page that is left drops what it was loading.
      if (why !== "net::ERR_ABORTED") note("failed", `${request.method()} ${request.url()}: ${why}`);
      else if (request.url().endsWith(".wasm")) this.left += 1;
    });
    context.on("response", (response) => {
      if (response.status() >= 400) note("refused", `${response.status()} ${response.request().method()} ${response.url()}`);
    });
  }

  unexpected() {
    // Each of them may say once that it couldn't be fetched.
    let left = this.left;
    const isLeft = (line) => /^page error: TypeError: Failed to fetch/.test(line) && left-- > 0;
    return this.heard.filter((line) => !this.expected.some((pattern) => pattern.test(line)) && !isLeft(line));
  }
}

/** The cookies of somebody who signed in, as Playwright keeps them. */
export async function signIn(baseURL, email) {
  const browser = await request.newContext({ baseURL });
  const answer = await browser.post("/api/page/sign-in", {
    form: { email, password: PASSWORD, next: "/" },
    headers: { Origin: baseURL, Accept: "text/html" },
    maxRedirects: 0,
  });
  expect(answer.status(), `${email} can sign in`).toBe(302);
  const state = await browser.storageState();
  await browser.dispose();
  return state;
}

export const test = base.extend({
  businesses: [
    async ({}, use, { workerIndex }) => {
      await use(new Businesses(workerIndex));
    },
    { scope: "worker" },
  ],

  /** A business of this test alone, as the demo makes it. */
  business: async ({ businesses }, use) => {
    await use(await businesses.next());
  },

  /** `program(account)`: another program at the API, signed in once as each account. */
  program: async ({ baseURL, business }, use) => {
    const programs = new Map();
    await use(async (account) => {
      if (!programs.has(account)) programs.set(account, await program(baseURL, account, business));
      return programs.get(account);
    });
    for (const one of programs.values()) await one.api.dispose();
  },

  watch: [
    async ({}, use) => {
      const watch = new Watch();
      await use(watch);
      expect(watch.unexpected(), "nothing unexpected in any console or on the network").toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, watch }, use) => {
    watch.hear(context);
    await use(context);
  },

  /** What tests that only look at pages share. */
  looked: [
    async ({ browser, businesses }, use, { project }) => {
      const gallery = new Gallery(browser, project.use, await businesses.next());
      await use(await gallery.open());
      await gallery.close();
    },
    { scope: "worker" },
  ],

  /** `gallery.look(account, path)`: a page of a business that no test changes. */
  gallery: async ({ looked, watch }, use) => {
    looked.watch = watch;
    await use(looked);
    await looked.clear();
    looked.watch = null;
  },

  /** `open(account, options)`: a page in a new browser of that account of the test's business, or `of` another; `null` is nobody. */
  open: async ({ browser, baseURL, business, watch, viewport, hasTouch, isMobile, locale, timezoneId }, use) => {
    const [contexts, sessions] = [[], new Map()];
    const device = { viewport, hasTouch, isMobile, locale, timezoneId };
    await use(async (account, { path, script, cookies, of = business, ...options } = {}) => {
      if (account && !sessions.has(account)) sessions.set(account, await signIn(baseURL, of.address(account)));
      const storageState = account ? sessions.get(account) : undefined;
      const context = await browser.newContext({ ...device, baseURL, storageState, ...options });
      contexts.push(context);
      watch.hear(context);
      for (const [name, value] of Object.entries(cookies ?? {})) await context.addCookies([{ name, value, url: baseURL }]);
      for (const one of script ?? []) await context.addInitScript(one);
      const page = await context.newPage();
      if (path) await visit(page, path);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

/** A sentence around what people wrote, which pages set apart from its direction by isolates (U+2068, U+2069). */
export function around(before, written, after = "") {
  const escaped = [before, written, after].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`${escaped[0]}\u2068?${escaped[1]}\u2069?${escaped[2]}`);
}

/** Opens an address, and waits until the page lives. */
export async function visit(page, path) {
  await page.goto(path);
  await isAlive(page);
}

/** WebAssembly runs, and everything it took over is in its hands. */
export async function isAlive(page) {
  await page.waitForFunction(() => window.wasmBindings !== undefined);
}
