// The demo's people.

export const PASSWORD = "kedai-demo";

/** `cashier` is the café's; `cashier@northwind` works for the trading company. */
export function address(account) {
  const [role, tenant = "kopikita"] = account.split("@");
  return `${role}@${tenant}.test`;
}
