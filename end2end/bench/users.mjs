/**
 * A hundred members of staff, each with an account of their own, who record offline orders, take payments,
 * and look at what they recorded: a request a second from each, which is the pace of quick people, ten times
 * that, and as fast as they are answered, which is as much as the machine can do.
 */
import { randomUUID } from 'node:crypto';
import { Connection, request } from './connection.mjs';
import { latencies, perSecond, percentiles } from './figures.mjs';
import { sleep } from './kedai.mjs';
import { sale } from './orders.mjs';

const USERS = 100;
const STORES = 8;
/** Between two requests of a user, in milliseconds. */
const PAUSES_MS = [1_000, 100, 0];
const WARM_UP_SECONDS = 2;
const SECONDS = Number(process.env.KEDAI_BENCH_USERS_SECONDS ?? 60);
const GOAL_P95_MS = 40;
/** How many sign in at once: checking a password is slow on purpose. */
const SIGN_IN_AT_ONCE = 4;

const email = (user) => `bench-${user}@kopikita.test`;

/** Opens the accounts, all with the demo's password; resolves to a token each. */
async function signIn(kedai) {
  kedai.sql(`INSERT INTO staff
    SELECT gen_random_uuid(), tenant_id, 'bench-' || n || '@kopikita.test', 'Bench ' || n, role, password_hash, all_stores
    FROM staff, generate_series(0, ${USERS - 1}) n WHERE email = 'manager@kopikita.test'`);
  const tokens = [];
  const waiting = Array.from({ length: USERS }, (_, user) => user);
  const work = async () => {
    for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) tokens[user] = await kedai.signIn(email(user));
  };
  await Promise.all(Array.from({ length: SIGN_IN_AT_ONCE }, work));
  return tokens;
}

/** An order of which a third is paid now, for one of a few hundred customers. */
function onTerms(store, number) {
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  return {
    store,
    channel: 'phone',
    customer: { name: `Budi Santoso ${number % 300}`, phone: `+62 812-0000-${String(number % 300).padStart(4, '0')}` },
    items: [{ name: 'Birthday cake', unit_price: 300_000, quantity: 1 }],
    payment: {
      type: 'installments',
      down_payment: { percent: 30, method: 'cash' },
      installments: { count: 2, interval: 'month', first_due: day },
    },
  };
}

/** One person's work until `end`; `note` is told what was asked, how long it took and whether it was answered well. */
async function work({ connection, token, user, products, pause, end, note }) {
  const store = `bench-${1 + (user % STORES)}`;
  const headers = () => [`Authorization: Bearer ${token}`, `Idempotency-Key: ${randomUUID()}`];
  const ask = async (kind, expected, bytes) => {
    const started = performance.now();
    const { status, body } = await connection.request(bytes);
    note(kind, started, performance.now(), status === expected);
    // Uneven, so that they don't come in step.
    if (pause > 0) await sleep(pause * (0.5 + Math.random()));
    return status === expected ? JSON.parse(body) : null;
  };
  const read = (path) => ask('read', 200, request('GET', path, headers().slice(0, 1)));
  for (let turn = 0; performance.now() < end; turn += 1) {
    const isOnTerms = turn % 2 === 1;
    const order = isOnTerms ? onTerms(store, user * 7 + turn) : sale(products, store, true);
    const placed = await ask('command', 201, request('POST', '/api/v1/offline-orders', headers(), order));
    if (!placed) continue;
    const path = `/api/v1/offline-orders/${placed.id}`;
    await read(path);
    if (isOnTerms) {
      const payment = { amount: placed.payment_terms.installments[0].amount, method: 'card' };
      await ask('command', 201, request('POST', `${path}/payments`, headers(), payment));
    }
    await read(`/api/v1/offline-orders?store=${store}&limit=20`);
  }
}

/** Adds rows to the table. */
export async function measureUsers(kedai, { products, add }) {
  const tokens = await signIn(kedai);
  // A shop's database knows how many orders there are; this one is a minute old, and its PostgreSQL would find
  // out in the middle of the measurement.
  await workFor(kedai, tokens, products, WARM_UP_SECONDS);
  kedai.sql('VACUUM ANALYZE');
  for (const pause of PAUSES_MS) await measure(kedai, { tokens, products, pause, add });
}

/** Everybody works for some seconds that aren't measured. */
async function workFor(kedai, tokens, products, seconds) {
  const end = performance.now() + seconds * 1000;
  const users = tokens.map(async (token, user) => {
    const connection = await Connection.open(kedai.port);
    await work({ connection, token, user, products, pause: 0, end, note: () => {} });
    connection.close();
  });
  await Promise.all(users);
}

async function measure(kedai, { tokens, products, pause, add }) {
  const begin = performance.now() + WARM_UP_SECONDS * 1000;
  const end = begin + SECONDS * 1000;
  const times = { command: [], read: [] };
  const errors = { command: 0, read: 0 };
  const note = (kind, started, answered, isGood) => {
    if (!isGood) errors[kind] += 1;
    else if (started >= begin && answered < end) times[kind].push(answered - started);
  };
  const users = tokens.map(async (token, user) => {
    const connection = await Connection.open(kedai.port);
    await work({ connection, token, user, products, pause, end, note });
    connection.close();
  });
  await Promise.all(users);
  const figures = (kind) =>
    `${perSecond(times[kind].length / SECONDS)} · ${latencies(percentiles(times[kind]))} · ${errors[kind]} errors`;
  const what = `${USERS} users, ${pause > 0 ? `${pause} ms between requests` : 'no pause'}, ${SECONDS} s`;
  add(`${what}: orders and payments`, figures('command'), '', `p95 < ${GOAL_P95_MS} ms, 0 errors`);
  add(`${what}: reading them, meanwhile`, figures('read'), '', '0 errors');
}
