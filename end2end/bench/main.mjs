/**
 * Measures a release build of Kedai on this machine and prints one table: each figure beside its goal,
 * and beside what the same machine does in the same run without Kedai. Also written to
 * end2end/results/bench.md. `node end2end/bench/main.mjs list` measures one part alone: orders, users,
 * ingestion, sockets, storm, list, verify or bundle.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { openStores } from './bare_orders.mjs';
import { measureBundle } from './bundle.mjs';
import { table } from './figures.mjs';
import { Kedai, sleep } from './kedai.mjs';
import { measureIngestion } from './ingest.mjs';
import { measureList } from './list.mjs';
import { measureOrders, readProducts } from './orders.mjs';
import { measureSockets } from './sockets.mjs';
import { measureStorm } from './storm.mjs';
import { measureUsers } from './users.mjs';
import { measureVerify } from './verify.mjs';

const SETTLE_MS = 2_000;
const GOAL_IDLE_MIB = 60;

const mebibytes = ({ pss, rss }) => `PSS ${(pss / 1024).toFixed(1)} MiB, RSS ${(rss / 1024).toFixed(1)} MiB`;

const rows = [];
function add(what, kedai, beside = '', goal = '') {
  rows.push([what, kedai, beside, goal]);
  process.stderr.write(`${rows.at(-1).filter(Boolean).join(' | ')}\n`);
}

const only = process.argv[2];
const wanted = (part) => only === undefined || only === part;

const kedai = await Kedai.start();
try {
  await openStores(kedai);
  await sleep(SETTLE_MS);
  add('memory after start', mebibytes(kedai.memory()), '', `≤ ${GOAL_IDLE_MIB} MiB`);
  const signIn = () => kedai.signIn('owner@kopikita.test');
  const token = await signIn();
  const shared = { token, signIn, products: await readProducts(kedai, token), add };
  if (wanted('orders')) {
    await measureOrders(kedai, shared);
    add('memory after the orders', mebibytes(kedai.memory()));
  }
  if (wanted('users')) await measureUsers(kedai, shared);
  if (wanted('ingestion')) await measureIngestion(kedai, shared);
  if (wanted('sockets')) {
    // What the orders left in the heap would hide what sockets take.
    await kedai.restart();
    await measureSockets(kedai, shared);
  }
  if (wanted('storm')) {
    await kedai.restart();
    await measureStorm(kedai, { ...shared, token: await signIn() });
  }
  if (wanted('list')) await measureList(kedai, shared);
  if (wanted('verify')) await measureVerify(kedai, shared);
} finally {
  await kedai.stop();
}
if (process.env.KEDAI_SITE_DIR && wanted('bundle')) measureBundle(process.env.KEDAI_SITE_DIR, add);

const head = ['what', 'Kedai', 'beside it, in the same run', 'goal'];
const machine = `${cpus().length} × ${cpus()[0].model.trim()}, everything on this machine; memory is the program's alone.`;
const report = `${table(head, rows)}\n\n${machine}\n`;
const results = new URL('../results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL(only ? `bench_${only}.md` : 'bench.md', results), `# Measured ${new Date().toISOString()}\n\n${report}`);
process.stdout.write(`\n${report}`);
