// Journeys in real Chromium, against the debug program that the Rust tests built, with a data folder of
// its own that is new in every run. Nothing is downloaded and nothing outside this machine is asked.
import { mkdtempSync, chmodSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

import { CHROMIUM } from "./support/chromium.mjs";
import { shuffleTests } from "./support/order.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const address = process.env.KEDAI_TEST_ADDR ?? "127.0.0.1:3107";
const metricsAddress = process.env.KEDAI_TEST_METRICS_ADDR ?? "127.0.0.1:9107";
const program = process.env.KEDAI_PROGRAM;
if (!program) {
  throw new Error("KEDAI_PROGRAM names the program to test: run `make test`, which builds and names it.");
}

// Playwright reads this file in every worker too; the first reading decides for all of them.
process.env.KEDAI_TEST_FOLDER ??= newFolder();

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), "kedai-end2end-"));
  chmodSync(folder, 0o711); // as root, the database runs as another user, who has to pass here
  // Not in a global teardown: that comes while the server and its database still run.
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// One order for this process and all that it starts; this process tells it.
process.env.KEDAI_TEST_SEED ??= String(Date.now() % 1_000_000);
if (process.env.TEST_WORKER_INDEX === undefined) console.log(`Shuffled by KEDAI_TEST_SEED=${process.env.KEDAI_TEST_SEED}`);
shuffleTests(Number(process.env.KEDAI_TEST_SEED));

const viewport = (width, height) => ({ viewport: { width, height } });

export default defineConfig({
  testDir: "tests",
  outputDir: "results/tests",
  globalTeardown: "./support/verify.mjs",
  // Each test has a business of its own, so any may run beside any other and after any other.
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0, // a test that passes only the second time has found something
  workers: 2,
  // Ends what hangs: a machine that does other things as well takes many times as long for the same.
  timeout: 120_000,
  globalTimeout: 60 * 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [["list"]] : [["list"], ["html", { open: "never", outputFolder: "results/report" }]],
  use: {
    baseURL: `http://${address}`,
    locale: "en-GB",
    timezoneId: "Asia/Jakarta",
    // A trace takes a third of a test's time: asked for when a failure is looked into.
    trace: process.env.KEDAI_TEST_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  // Every test runs on the desktop; those tagged @responsive also on a tablet and a phone. What is
  // measured is measured alone, after all others.
  projects: [
    { name: "desktop", grepInvert: /@alone/, use: viewport(1280, 800) },
    { name: "tablet", grep: /@responsive/, use: { ...viewport(820, 1180), hasTouch: true } },
    { name: "phone", grep: /@responsive/, use: { ...viewport(390, 844), hasTouch: true, isMobile: true } },
    { name: "measure", grep: /@alone/, dependencies: ["desktop", "tablet", "phone"], workers: 1, use: viewport(1280, 800) },
  ],
  webServer: {
    command: `exec "${program}" serve`,
    cwd: root,
    url: `http://${address}/health`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
    stdout: "ignore",
    stderr: "pipe",
    env: {
      KEDAI_ADDR: address,
      KEDAI_METRICS_ADDR: metricsAddress,
      KEDAI_PUBLIC_URL: `http://${address}`,
      KEDAI_DATA_DIR: join(process.env.KEDAI_TEST_FOLDER, "data"),
      KEDAI_SITE_DIR: process.env.KEDAI_TEST_SITE_DIR ?? join(root, "dist/debug"),
      KEDAI_DEMO: "1",
      // Webhooks of a journey go to a program beside it.
      KEDAI_WEBHOOK_ALLOW_PRIVATE: "1",
      DATABASE_URL: "",
    },
  },
});
