// After all tests: what every business recorded is as it was written. Playwright runs this while the server still does.
import { Business } from "./accounts.mjs";
import { allMade } from "./businesses.mjs";
import { kedai } from "./kedai.mjs";

const TENANTS = ["kopi-kita", "northwind"];

export default async function verify() {
  const names = await allMade();
  const tenants = [undefined, ...names].flatMap((name) => TENANTS.map((tenant) => new Business(name).slug(tenant)));
  for (const kind of ["events", "audit"]) {
    const told = await kedai("verify", kind).catch((error) => {
      throw new Error(`kedai verify ${kind} found faults:\n${error.stdout}${error.stderr}`);
    });
    const verified = new Set(told.split("\n").map((line) => line.split(": ", 1)[0]));
    const left = tenants.filter((tenant) => !verified.has(tenant));
    if (left.length > 0) throw new Error(`kedai verify ${kind} left out ${left.join(", ")}`);
    console.log(`kedai verify ${kind}: ${tenants.length} tenants, no faults`);
  }
}
