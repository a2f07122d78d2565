// A business that nobody changes any more, for tests that only look at pages: those of a worker share it, and
// the browsers that they look with.
import { program as signedIn } from "./api.mjs";
import { signIn, visit } from "./journey.mjs";

/** The other shop, which is opened by its cookie. */
const STORE = { store: "kemang" };

async function someOrders(api) {
  const lines = [
    { name: "Es kopi susu gula aren", unit_price: 32_000, quantity: 2, note: "less ice" },
    { name: "Croissant", unit_price: 32_000, quantity: 1 },
  ];
  const customer = { name: "Siti Rahmawati", phone: "+62 812-1234-5678" };
  const order = await api.sell({ ...STORE, items: lines, customer, note: "by the window" });
  await api.move(order, "processing");
  await api.sell(STORE);
  const payment = {
    type: "installments",
    down_payment: { percent: 30, method: "cash" },
    installments: { count: 2, interval: "month" },
  };
  const onTerms = await api.sell({ ...STORE, items: lines, customer, payment });
  return { ...order, onTerms };
}

/** Pages of a business with a few orders. */
export class Gallery {
  contexts = new Map();
  pages = [];
  watch = null;

  constructor(browser, { baseURL, viewport, hasTouch, isMobile, locale, timezoneId }, business) {
    this.browser = browser;
    this.business = business;
    this.device = { baseURL, viewport, hasTouch, isMobile, locale, timezoneId };
  }

  async open() {
    const program = await signedIn(this.device.baseURL, "manager", this.business);
    this.order = await someOrders(program);
    await program.api.dispose();
    return this;
  }

  /** A page as an account sees it in the other shop; `null` is nobody. */
  async look(account, path, { lang = "en" } = {}) {
    const key = `${account} ${lang}`;
    if (!this.contexts.has(key)) this.contexts.set(key, await this.#context(account, lang));
    const page = await this.contexts.get(key).newPage();
    this.pages.push(page);
    await visit(page, path);
    return page;
  }

  async #context(account, lang) {
    const { baseURL } = this.device;
    const storageState = account ? await signIn(baseURL, this.business.address(account)) : undefined;
    const context = await this.browser.newContext({ ...this.device, storageState });
    for (const [name, value] of Object.entries({ ...STORE, lang })) await context.addCookies([{ name, value, url: baseURL }]);
    // Whichever test looks hears what goes wrong.
    context.on("page", (page) => this.watch?.hear(page));
    return context;
  }

  /** Puts away what a test looked at. */
  async clear() {
    for (const page of this.pages.splice(0)) await page.close();
  }

  async close() {
    for (const context of this.contexts.values()) await context.close();
  }
}
