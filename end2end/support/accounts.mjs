// The demo's people, and the businesses that they work for.

export const PASSWORD = "kedai-demo";

/** A demo business: the first one, or one that `kedai demo --business NAME` made beside it. */
export class Business {
  constructor(name) {
    this.name = name;
  }

  /** `cashier` is the café's; `cashier@northwind` works for the trading company. */
  address(account) {
    const [role, tenant = "kopikita"] = account.split("@");
    return this.name ? `${role}@${this.name}.${tenant}.test` : `${role}@${tenant}.test`;
  }

  /** How commands call one of its tenants. */
  slug(tenant) {
    return this.name ? `${this.name}-${tenant}` : tenant;
  }
}

export const DEMO = new Business();
