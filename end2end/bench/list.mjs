/**
 * The order list at a million orders, over HTTP: every filter alone, every pair of filters, and a draw
 * of wider combinations, for all stores and for one. `KEDAI_BENCH_ORDERS`, `KEDAI_BENCH_CUSTOMERS`,
 * `KEDAI_BENCH_REQUESTS` and `KEDAI_BENCH_SAMPLE` make it smaller. The whole table and the plans of the
 * slowest lists go into end2end/results.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection, request } from './connection.mjs';
import { latencies, ms, percentile, percentiles, table } from './figures.mjs';
import { measureWrites } from './list_writes.mjs';

const ORDERS = Number(process.env.KEDAI_BENCH_ORDERS ?? 1_000_000);
const CUSTOMERS = Number(process.env.KEDAI_BENCH_CUSTOMERS ?? 20_000);
const REQUESTS = Number(process.env.KEDAI_BENCH_REQUESTS ?? 40);
const WIDE = Number(process.env.KEDAI_BENCH_WIDE ?? 150);
/** The share of the combinations that is measured. */
const SAMPLE = Number(process.env.KEDAI_BENCH_SAMPLE ?? 1);
/** So many that each connection of the pool has planned the list, as it has in a shop that is open. */
const WARM_UP = 15;
const CLIENTS = 64;
const GOAL_P95_MS = 5;
const PLANS = 5;

const FIRST = 'Budi Siti Agus Dewi Eko Rina Joko Sri Andi Putri Hendra Maya Rudi Lestari Bambang Wati Dian Fitri Yusuf Nur'.split(' ');
const LAST = 'Santoso Wijaya Halim Kusuma Pratama Sari Nugroho Utami Saputra Hidayat Lim Siregar Ginting Hutapea Manurung'.split(' ');
/** The same draw each run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const phoneOf = (number) => `+62812${String(number).padStart(8, '0')}`;

/** Customers that Kedai itself seals and indexes; names are unevenly common. */
async function placeCustomers(kedai, token) {
  const draw = random(7);
  let number = 0;
  const headers = [`Authorization: Bearer ${token}`];
  const one = async () => {
    const connection = await Connection.open(kedai.port);
    while (number < CUSTOMERS) {
      number += 1;
      const rare = String.fromCharCode(65 + Math.floor(draw() * 26), 97 + Math.floor(draw() * 26), 97 + Math.floor(draw() * 26));
      const name = `${FIRST[Math.floor(FIRST.length * draw() ** 2)]} ${LAST[Math.floor(LAST.length * draw())]} ${rare}so`;
      const order = {
        store: 'bench-1',
        channel: 'phone',
        customer: { name, phone: phoneOf(number) },
        items: [{ name: 'Catering', unit_price: 10_000, quantity: 1 }],
        payment: { type: 'full', method: 'card' },
        hand_over: true,
      };
      const answer = await connection.request(request('POST', '/api/v1/offline-orders', headers, order));
      if (answer.status !== 201) throw new Error(`placing an order: ${answer.status} ${answer.body}`);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, one));
}

function makeOrders(kedai) {
  const [tenant, staff] = kedai
    .sql("SELECT t.id, s.id FROM tenants t JOIN staff s ON s.tenant_id = t.id WHERE t.slug = 'kopi-kita' LIMIT 1")
    .split('|');
  const data = readFileSync(new URL('list_data.sql', import.meta.url), 'utf8');
  kedai.sql(`\\set tenant ${tenant}\n\\set staff ${staff}\n\\set orders ${ORDERS}\n${data}`);
}

const day = (before) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);

/** What can be said of each filter: common, rare and nowhere. */
const SAID = {
  status: ['PENDING', 'PAID', 'COMPLETED', 'CANCELLED', 'draft', 'ready'],
  payment: ['unpaid', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'due', 'overdue'],
  type: ['offline', 'online'],
  channel: ['till', 'phone', 'web'],
  days: [`from=${day(1)}&to=${day(0)}`, `from=${day(400)}&to=${day(400)}`, `from=${day(60)}&to=${day(30)}`, `from=${day(700)}&to=${day(330)}`, 'from=2031-01-01'],
  totals: ['min_total=20000&max_total=40000', 'min_total=400000', 'min_total=1111000&max_total=1112000', 'min_total=900000000', 'max_total=100000'],
  search: [`search=${encodeURIComponent(phoneOf(77))}`, 'search=GO-7K3M9Q', 'search=xa', 'search=nobodyhasthisname'],
  customer_name: ['customer_name=budi', 'customer_name=budi%20santoso', 'customer_name=nur'],
  sort: ['time', '-total', 'total', 'due', '-due'],
};
const words = ([name, value]) => (value.includes('=') ? value : `${name}=${value}`);

function combinations() {
  const names = Object.keys(SAID);
  const lists = [[]];
  for (const name of names) for (const value of SAID[name]) lists.push([[name, value]]);
  for (const [place, name] of names.entries())
    for (const value of SAID[name])
      for (const other of names.slice(place + 1)) for (const second of SAID[other]) lists.push([[name, value], [other, second]]);
  const draw = random(11);
  const pick = (from) => from[Math.floor(draw() * from.length)];
  for (let wide = 0; wide < WIDE; wide += 1) {
    const chosen = names.filter(() => draw() < 0.5);
    if (chosen.length > 2) lists.push(chosen.map((name) => [name, pick(SAID[name])]));
  }
  return lists.filter((list) => list.length < 2 || draw() < SAMPLE).map((list) => list.map(words).join('&'));
}

async function measure(connection, headers, query) {
  const path = `/api/v1/orders?${query}`;
  const bytes = request('GET', path, headers);
  const times = [];
  let rows = 0;
  for (let index = 0; index < WARM_UP + REQUESTS; index += 1) {
    const started = performance.now();
    const { status, body } = await connection.request(bytes);
    const took = performance.now() - started;
    if (status === 422) return null;
    if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
    if (index >= WARM_UP) times.push(took);
    if (index === 0) rows = JSON.parse(body).items.length;
  }
  return { query, rows, ...percentiles(times) };
}

/** The plans of some lists, as PostgreSQL logs them. */
async function explain(kedai, queries, token) {
  kedai.sql(`ALTER DATABASE kedai SET session_preload_libraries = 'auto_explain';
    ALTER DATABASE kedai SET auto_explain.log_min_duration = 0;
    ALTER DATABASE kedai SET auto_explain.log_analyze = on;
    ALTER DATABASE kedai SET auto_explain.log_buffers = on;
    ALTER DATABASE kedai SET log_min_messages = log`);
  await kedai.restart();
  const log = join(kedai.folder, 'postgres/postgres.log');
  const plans = [];
  for (const query of queries) {
    for (let index = 0; index < WARM_UP; index += 1) await kedai.send('GET', `/api/v1/orders?${query}`, [`Authorization: Bearer ${token}`]);
    const entries = readFileSync(log, 'utf8').split(/^\d{4}-\d\d-\d\d .* LOG: {2}/m).filter((entry) => entry.includes(' plan:') && /picked|bounded/.test(entry));
    plans.push(`## ${query}\n\n\`\`\`\n${entries.slice(-2).join('\n') || 'no plan was logged'}\n\`\`\`\n`);
  }
  kedai.sql('ALTER DATABASE kedai RESET ALL');
  return plans.join('\n');
}

/** Adds rows to the table. */
export async function measureList(kedai, shared) {
  const { add, signIn } = shared;
  const started = performance.now();
  await placeCustomers(kedai, await signIn());
  makeOrders(kedai);
  await kedai.restart();
  const count = Number(kedai.sql('SELECT count(*) FROM orders'));
  add('orders made for the list', `${count.toLocaleString('en-GB')} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const found = [];
  let refused = 0;
  let token;
  let since = -Infinity;
  for (const scope of ['', 'store=bench-1', 'store=bench-8']) {
    const connection = await Connection.open(kedai.port);
    for (const query of combinations()) {
      // A token is good for a quarter of an hour.
      if (performance.now() - since > 600_000) [token, since] = [await signIn(), performance.now()];
      const list = await measure(connection, [`Authorization: Bearer ${token}`], [scope, query].filter(Boolean).join('&'));
      if (list) found.push(list);
      else refused += 1;
    }
    connection.close();
  }
  found.sort((one, other) => other.p95 - one.p95);
  const within = found.filter(({ p95 }) => p95 < GOAL_P95_MS).length;
  const p95s = Float64Array.from(found.map(({ p95 }) => p95)).sort();
  add(`order list, ${found.length} combinations of filters (${refused} not offered)`, `${within} within the goal · median p95 ${ms(percentile(p95s, 0.5))} ms`, '', `p95 < ${GOAL_P95_MS} ms each`);
  add(`slowest list: ${found[0].query || 'no filter'}`, latencies(found[0]), '', `p95 < ${GOAL_P95_MS} ms`);
  const rows = found.map(({ query, rows: count_, p50, p95, p99 }) => [query || '(all)', String(count_), ms(p50), ms(p95), ms(p99)]);
  const results = new URL('../results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('list.md', results), `# ${new Date().toISOString()}, ${count} orders, ${REQUESTS} requests each\n\n${table(['list', 'rows', 'p50 ms', 'p95 ms', 'p99 ms'], rows)}\n`);
  const slowest = found.slice(0, PLANS).map(({ query }) => query);
  writeFileSync(new URL('list_plans.md', results), await explain(kedai, slowest, await signIn()));
  await measureWrites(kedai, shared);
}
