// Another program at Kedai's HTTP API: makes what a journey needs to find, and looks at what it left behind.
import { expect, request } from "@playwright/test";

import { DEMO, PASSWORD } from "./accounts.mjs";

/** A program signed in as `account` of a business. */
export async function program(baseURL, account, business = DEMO) {
  const api = await request.newContext({ baseURL });
  const form = { email: business.address(account), password: PASSWORD };
  const answer = await api.post("/api/v1/auth/login", { data: form });
  expect(answer.status()).toBe(200);
  const { access_token: token } = await answer.json();
  await api.dispose();
  return new Program(await request.newContext({ baseURL, extraHTTPHeaders: { Authorization: `Bearer ${token}` } }));
}

class Program {
  constructor(api) {
    this.api = api;
  }

  async get(path) {
    const answer = await this.api.get(path);
    expect(answer.status(), `GET ${path}`).toBe(200);
    return answer.json();
  }

  async products(store = "senopati") {
    return (await this.get(`/api/v1/products?store=${store}&limit=200`)).items;
  }

  /** Records an order: a Latte, paid exactly, unless said otherwise. */
  async sell(changes = {}) {
    const order = {
      store: "senopati",
      channel: "till",
      items: [{ name: "Latte", unit_price: 38_000, quantity: 1 }],
      payment: { type: "full", method: "cash" },
      ...changes,
    };
    const answer = await this.api.post("/api/v1/offline-orders", { data: order });
    expect(answer.status(), await answer.text()).toBe(201);
    return answer.json();
  }

  async move(order, status, reason) {
    const answer = await this.api.patch(`/api/v1/orders/${order.id}/status`, { data: { status, reason } });
    expect(answer.status(), await answer.text()).toBe(200);
  }

  /** Orders of a store, found by name, phone or reference. */
  async find(search, store = "senopati") {
    const query = new URLSearchParams({ store, search, limit: "50" });
    return (await this.get(`/api/v1/offline-orders?${query}`)).items;
  }
}
