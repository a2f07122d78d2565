/**
 * What the order list's indexes cost those who write: orders placed and moved a second over HTTP at a
 * million orders, with them and with the indexes that they took the place of, in turns, so that what the
 * machine does besides hits both.
 */
import { readFileSync } from 'node:fs';
import { latencies, percentile, perSecond } from './figures.mjs';
import { load } from './load.mjs';
import { salesAt } from './orders.mjs';

const TURNS = 3;
const CLIENTS = 100;
const STORES = 8;
const WARM_UP_SECONDS = 2;
const SECONDS = 8;
const GOAL_SHARE = 0.95;

const text = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const migration = text('../../migrations/20261121180000_order_list.sql');
const made = migration.match(/^CREATE INDEX (.|\n)*?;/gm).map((index) => index.replace('CREATE INDEX', 'CREATE INDEX IF NOT EXISTS'));
const dropped = migration.match(/^DROP INDEX .*;/gm).map((index) => index.replace('DROP INDEX', 'DROP INDEX IF EXISTS'));

/** Puts the table's indexes as they are, or as they were. */
const SCHEMAS = {
  now: `SET search_path = kedai, public;
    ${dropped.join('\n')}
    ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_have_facets;
    SET session_replication_role = replica;
    UPDATE orders SET version = version WHERE facet IS NULL;
    ALTER TABLE orders ALTER COLUMN facet SET NOT NULL;
    ${made.join('\n')}`,
  before: text('list_before.sql'),
};
const median = (values) => percentile(Float64Array.from(values).sort(), 0.5);

/** Adds a row to the table. */
export async function measureWrites(kedai, { products, signIn, add }) {
  const found = { now: [], before: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const schema of turn % 2 === 0 ? ['now', 'before'] : ['before', 'now']) {
      kedai.sql(SCHEMAS[schema]);
      kedai.sql('VACUUM ANALYZE orders; CHECKPOINT');
      await kedai.restart();
      const makeRequest = salesAt(products, await signIn(), STORES);
      const run = await load({ port: kedai.port, clients: CLIENTS, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS, makeRequest });
      if (run.errors > 0) throw new Error(`${run.errors} orders were refused`);
      found[schema].push(run);
      process.stderr.write(`${schema}: ${perSecond(run.perSecond)} · ${latencies(run)}\n`);
    }
  }
  kedai.sql(SCHEMAS.now);
  const [now, before] = [found.now, found.before].map((runs) => median(runs.map((run) => run.perSecond)));
  add(
    `orders with the list's indexes, ${CLIENTS} clients, median of ${TURNS} turns`,
    `${perSecond(now)} · ${((now / before) * 100).toFixed(1)} % of before`,
    `with the indexes before: ${perSecond(before)}`,
    `≥ ${GOAL_SHARE * 100} %`,
  );
}
