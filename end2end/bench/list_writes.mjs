/**
 * What the order list's indexes cost those who write: orders placed and moved a second over HTTP at a
 * million orders, with them and with the indexes that they took the place of, in turns, so that what the
 * machine does besides hits both.
 */
import { readFileSync } from 'node:fs';
import { latencies, percentile, perSecond } from './figures.mjs';
import { load } from './load.mjs';
import { salesAt } from './orders.mjs';

const TURNS = Number(process.env.KEDAI_BENCH_TURNS ?? 5);
/** A till at each store, and as many as the machine can serve. */
const CLIENTS = [8, 100];
const STORES = 8;
const WARM_UP_SECONDS = 2;
const SECONDS = 8;
const GOAL_SHARE = 0.95;

const text = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Makes the table as it is, or as it was. */
const SCHEMAS = {
  now: text('../../migrations/20261121180000_order_list.sql')
    .replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')
    .replaceAll('DROP INDEX', 'DROP INDEX IF EXISTS'),
  before: text('list_before.sql'),
};
const median = (values) => percentile(Float64Array.from(values).sort(), 0.5);

/** Adds a row to the table for each number of clients. */
export async function measureWrites(kedai, { products, signIn, add }) {
  const found = { now: new Map(), before: new Map() };
  let is = 'now';
  for (let turn = 0; turn < TURNS; turn += 1) {
    // Never the indexes that grew with the orders: both are compared as they are when they were just made.
    for (const schema of turn % 2 === 0 ? ['before', 'now'] : ['now', 'before']) {
      if (is !== schema) kedai.sql(`BEGIN;\n${SCHEMAS[schema]}\nCOMMIT`);
      is = schema;
      kedai.sql('VACUUM ANALYZE orders; CHECKPOINT');
      await kedai.restart();
      const makeRequest = salesAt(products, await signIn(), STORES);
      for (const clients of CLIENTS) {
        const run = await load({ port: kedai.port, clients, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS, makeRequest });
        if (run.errors > 0) throw new Error(`${run.errors} orders were refused`);
        found[schema].set(clients, [...(found[schema].get(clients) ?? []), run.perSecond]);
        process.stderr.write(`${schema}, ${clients} clients: ${perSecond(run.perSecond)} · ${latencies(run)}\n`);
      }
    }
  }
  if (is !== 'now') kedai.sql(`BEGIN;\n${SCHEMAS.now}\nCOMMIT`);
  for (const clients of TURNS > 0 ? CLIENTS : []) {
    const [now, before] = [found.now, found.before].map((runs) => median(runs.get(clients)));
    add(
      `orders with the list's indexes, ${clients} clients, median of ${TURNS} turns`,
      `${perSecond(now)} · ${((now / before) * 100).toFixed(1)} % of before`,
      `with the indexes before: ${perSecond(before)}`,
      `≥ ${GOAL_SHARE * 100} %`,
    );
  }
}
