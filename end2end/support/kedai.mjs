// The program under test as its operator uses it: a second process beside the server, on the same data.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const MOST_MS = 60_000;

/** Runs a subcommand to its end; gives what it said, or throws with what it complained of. */
export async function kedai(...words) {
  const settings = { KEDAI_DATA_DIR: join(process.env.KEDAI_TEST_FOLDER, "data"), DATABASE_URL: "" };
  const run = promisify(execFile);
  const { stdout } = await run(process.env.KEDAI_PROGRAM, words, {
    env: { ...process.env, ...settings },
    timeout: MOST_MS,
  });
  return stdout;
}
