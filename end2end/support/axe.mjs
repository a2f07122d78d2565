// WCAG, as far as a program can judge it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong with a page: each rule with the elements that break it. */
export async function violations(page) {
  await page.evaluate(source);
  const { violations: found } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), RULES);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
}
