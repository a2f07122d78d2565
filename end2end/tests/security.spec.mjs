// What a browser is told to refuse, and what people are not shown.
import { expect, test } from "../support/journey.mjs";
import { PASSWORD } from "../support/accounts.mjs";

const PAGES = [
  ["manager", ["/till", "/board", "/orders", "/dashboard", "/settings/printers"]],
  [null, ["/login", "/track", "/t/nothing", "/nowhere"]],
];

function directives(header) {
  return Object.fromEntries(header.split(";").map((one) => {
    const [name, ...values] = one.trim().split(/\s+/);
    return [name, values];
  }));
}

for (const [account, paths] of PAGES) {
  for (const path of paths) {
    test(`${path} runs nothing but our own program`, async ({ open, watch }) => {
      watch.expect(/404 GET|status of 404/);
      const page = await open(account);
      const nonces = [];
      for (let time = 0; time < 2; time += 1) {
        const answer = await page.goto(path);
        const headers = answer.headers();
        const policy = directives(headers["content-security-policy"]);
        expect(policy["default-src"]).toEqual(["'none'"]);
        expect(policy["style-src"]).toEqual(["'self'"]);
        expect(policy["base-uri"]).toEqual(["'none'"]);
        expect(policy["form-action"]).toEqual(["'self'"]);
        expect(policy["frame-ancestors"]).toEqual(["'none'"]);
        expect(headers["content-security-policy"]).not.toMatch(/unsafe-inline|unsafe-eval'? |\*/);
        const [, nonce] = policy["script-src"].join(" ").match(/'nonce-([\w+/=-]{16,})'/);
        nonces.push(nonce);
        const html = await answer.text();
        for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
        expect(html).not.toMatch(/<style\b|\sstyle=|\son(click|load|error|submit)=|javascript:/i);
        expect(headers["x-content-type-options"]).toBe("nosniff");
        expect(headers["referrer-policy"]).toBe("same-origin");
        expect(headers["cache-control"]).toBe("no-store");
      }
      expect(nonces[0], "a nonce is used once").not.toBe(nonces[1]);
    });
  }
}

test("the policy holds: an injected script doesn't run", async ({ open, watch }) => {
  watch.expect(/Content Security Policy|x:: csp/);
  const page = await open("manager", { path: "/orders" });
  const ran = await page.evaluate(async () => {
    const refused = new Promise((resolve) => addEventListener("securitypolicyviolation", resolve, { once: true }));
    document.body.insertAdjacentHTML("beforeend", '<img src="x:" onerror="window.__ran = true">');
    await refused;
    return window.__ran === true;
  });
  expect(ran).toBe(false);
});

test("the session cookie can't be read by scripts, and ends with the session", async ({ open, business }) => {
  const page = await open(null, { path: "/login" });
  await page.getByLabel("Email").fill(business.address("manager"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/till");
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name === "kedai_session");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  for (const cookie of cookies) expect(cookie.sameSite, cookie.name).not.toBe("None");
  expect(await page.evaluate(() => document.cookie)).not.toContain("kedai_session");

  await page.getByText("Dimas").first().click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL("/login");
  // The old cookie, kept by somebody, opens nothing any more.
  await page.context().addCookies([session]);
  await page.goto("/orders");
  await expect(page).toHaveURL(/\/login/);
});

test("another site's form is turned away", async ({ open, program }) => {
  const page = await open("manager");
  const order = await (await program("manager")).sell();
  const answer = await page.context().request.post("/api/page/move-order-form", {
    form: { reference: order.reference, status: "processing" },
    headers: { Origin: "https://elsewhere.test" },
  });
  expect(answer.status()).toBe(403);
  const now = await (await program("manager")).get(`/api/v1/orders/${order.id}`);
  expect(JSON.stringify(now)).toContain('"pending"');
});

test("an order of another store is not there", async ({ open, program, watch }) => {
  watch.expect(/404/);
  const order = await (await program("manager")).sell({ store: "kemang" });
  for (const account of ["staff", "cashier"]) {
    const page = await open(account);
    const answer = await page.goto(`/orders/${order.reference}`);
    expect(answer.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    await expect(page.getByText("Latte")).toHaveCount(0);
    await page.goto(`/orders?search=${order.reference}`);
    await expect(page.getByText("No order matches")).toBeVisible();
  }
  const stranger = await open("owner@northwind");
  expect((await stranger.goto(`/orders/${order.reference}`)).status()).toBe(404);
});

for (const account of ["cashier", "staff"]) {
  test(`figures are not for a ${account}`, async ({ open, watch }) => {
    watch.expect(/403/);
    const page = await open(account);
    const answer = await page.goto("/dashboard");
    expect(answer.status()).toBe(403);
    await expect(page.getByRole("heading", { name: "This page is for managers" })).toBeVisible();
    expect(await answer.text()).not.toMatch(/IDR\s\d|Revenue/);
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboard" })).toHaveCount(0);
    const asked = await page.context().request.post("/api/page/today-figures", {
      data: { store: null }, headers: { Origin: new URL(page.url()).origin },
    });
    expect(asked.status()).toBeGreaterThanOrEqual(400);
    expect(await asked.text()).not.toContain("revenue");
  });
}
