/**
 * Does harm to a real server and its database while clients work, and looks whether anything that was
 * acknowledged is lost, doubled or shown wrong. KEDAI_FAULTS faults (1,000), in the order that KEDAI_FAULTS_SEED
 * decides. Prints a table, also written to end2end/results/faults.md; ends with 1 if anything was found.
 */
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openStores } from '../bench/bare_orders.mjs';
import { ms, percentiles, table } from '../bench/figures.mjs';
import { makeKey } from '../bench/ingest.mjs';
import { Kedai } from '../bench/kedai.mjs';
import { readProducts } from '../bench/orders.mjs';
import { App } from './app.mjs';
import { PollingBoard, SocketBoard } from './board.mjs';
import { check } from './check.mjs';
import { DatabaseProcesses } from './database.mjs';
import { inflict } from './inflict.mjs';
import { Journal } from './journal.mjs';
import { Account } from './line.mjs';
import { plan } from './plan.mjs';
import { Proxy } from './proxy.mjs';
import { Till } from './till.mjs';

const FAULTS = Number(process.env.KEDAI_FAULTS ?? 1_000);
const SEED = Number(process.env.KEDAI_FAULTS_SEED ?? Date.now() % 1_000_000);
const STORES = ['bench-1', 'bench-2'];
const TILLS = 6;
const SOCKET_BOARDS = 4;
/** Without a single acknowledgement for so long, the shop stands still for good. */
const STILL_MS = 60_000;
const PROGRESS_EVERY = 50;

const results = new URL('../results/', import.meta.url);
const LOG = new URL('faults.log', results);
const site = new URL('site/', results);
mkdirSync(site, { recursive: true });
// Nobody opens a page here.
writeFileSync(new URL('index.html', site), '<head></head>');
process.env.KEDAI_SITE_DIR = fileURLToPath(site);

/** Everything that takes part. */
async function gather(kedai) {
  await openStores(kedai);
  const journal = new Journal();
  const account = new Account(kedai, 'manager@kopikita.test');
  const proxy = await Proxy.before(kedai.port);
  const products = await readProducts(kedai, await account.token());
  const shared = { seed: SEED, port: proxy.port, journal, account, products };
  const at = (index) => STORES[index % STORES.length];
  const tills = Array.from({ length: TILLS }, (_, index) => new Till({ ...shared, name: `till ${index}`, store: at(index) }));
  const app = new App({ ...shared, store: STORES[0], key: makeKey(kedai, STORES[0]) });
  const sockets = Array.from({ length: SOCKET_BOARDS }, (_, i) => new SocketBoard({ ...shared, name: `board ${i}`, store: at(i) }));
  const polling = new PollingBoard({ ...shared, name: 'polling board', store: STORES[0] });
  const database = new DatabaseProcesses(kedai.folder);
  return { kedai, journal, proxy, database, tills, app, boards: [...sockets, polling], stores: STORES, log: LOG };
}

/** Inflicts every fault at its moment; `pauses` is told, by kind, how long nobody at all was served after each. */
async function harm(world, pauses) {
  const { journal } = world;
  const enough = async (count) => {
    if (await journal.reached(journal.acknowledged + count, STILL_MS)) return;
    throw new Error(`nothing was acknowledged for ${STILL_MS / 1000} s`);
  };
  await enough(TILLS);
  for (const [index, fault] of plan(SEED, FAULTS).entries()) {
    journal.kind = fault.kind;
    journal.longestPause();
    await inflict(world, fault);
    await enough(fault.after);
    pauses.set(fault.kind, [...(pauses.get(fault.kind) ?? []), journal.longestPause()]);
    if ((index + 1) % PROGRESS_EVERY === 0) {
      process.stderr.write(`${index + 1} faults, ${journal.acknowledged} commands, ${journal.findings.length} findings\n`);
    }
  }
}

function report({ journal, pauses, events, verified, seconds }) {
  const of = (kind) => journal.findings.filter((finding) => finding.kind === kind);
  const kinds = [...pauses].sort(([, a], [, b]) => b.length - a.length).map(([kind, times]) => {
    const longest = `${ms(Math.max(...times))} ms`;
    return [kind, String(times.length), `${ms(percentiles(times).p50)} ms`, longest, String(of(kind).length)];
  });
  const others = [...new Set(journal.findings.map(({ kind }) => kind))].filter((kind) => !pauses.has(kind));
  const rest = others.map((kind) => [kind, '', '', '', String(of(kind).length)]);
  const head = ['fault', 'times', 'nobody served, p50', 'longest', 'findings'];
  const text = [
    `Seed ${SEED}: ${[...pauses.values()].flat().length} faults in ${Math.round(seconds)} s, while ${journal.acknowledged} commands were`,
    `acknowledged and ${journal.reads} answers read; ${journal.repeated} tries had no clear answer and were repeated.`,
    `${journal.orders.size} orders, ${events} events.`,
  ];
  const findings = journal.findings.map(({ kind, text: what }) => `- ${kind}: ${what}`);
  return `${text.join('\n')}\n\n${table(head, [...kinds, ...rest])}\n\n${verified.join('\n')}\n\n${findings.join('\n') || 'Nothing was found.'}\n`;
}

async function run(kedai) {
  const world = await gather(kedai);
  const { journal, tills, app, boards, proxy } = world;
  const watching = boards.map((board) => board.run());
  const working = [...tills, app].map((client) => client.run());
  // A client that gives up is a finding, not the end of the others.
  const work = Promise.allSettled(working).then((ends) => ends.filter(({ reason }) => reason).map(({ reason }) => journal.find(String(reason))));
  const started = performance.now();
  const pauses = new Map();
  try {
    await harm(world, pauses);
  } catch (error) {
    journal.find(String(error));
    journal.isGivenUp = true;
  }
  journal.isOver = true;
  await work;
  const checked = journal.isGivenUp ? { events: 0, verified: [] } : await check(world);
  const text = report({ journal, pauses, ...checked, seconds: (performance.now() - started) / 1000 });
  for (const board of boards) board.close();
  await Promise.all(watching);
  proxy.close();
  return { text, isWell: journal.findings.length === 0 };
}

process.stderr.write(`${FAULTS} faults with KEDAI_FAULTS_SEED=${SEED}\n`);
const kedai = await Kedai.start();
// What it says about the faults is for whoever looks into a finding.
kedai.log = openSync(LOG, 'w');
try {
  const { text, isWell } = await run(kedai);
  writeFileSync(new URL('faults.md', results), `# ${new Date().toISOString()}\n\n${text}`);
  process.stdout.write(`\n${text}`);
  process.exitCode = isWell ? 0 : 1;
} finally {
  await kedai.stop();
}
