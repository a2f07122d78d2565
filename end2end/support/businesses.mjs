// Businesses that nobody has worked in yet: each test gets one of its own, so that none finds what another did.
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";

import { Business } from "./accounts.mjs";
import { kedai } from "./kedai.mjs";

/** One start of the program makes so many, which takes little longer than one. */
const AT_ONCE = 8;

const list = () => join(process.env.KEDAI_TEST_FOLDER, "businesses");

/** New businesses, for the tests of one worker. */
export class Businesses {
  made = 0;
  unused = [];

  constructor(workerIndex) {
    this.prefix = `w${workerIndex}`;
  }

  async next() {
    if (this.unused.length === 0) await this.#make();
    return new Business(this.unused.shift());
  }

  async #make() {
    const names = Array.from({ length: AT_ONCE }, () => `${this.prefix}-${(this.made += 1)}`);
    await kedai("demo", ...names.flatMap((name) => ["--business", name]));
    await appendFile(list(), names.map((name) => `${name}\n`).join(""));
    this.unused = names;
  }
}

/** The names of all that were made in this run. */
export async function allMade() {
  const text = await readFile(list(), "utf8").catch((error) => (error.code === "ENOENT" ? "" : Promise.reject(error)));
  return text.split("\n").filter(Boolean);
}
