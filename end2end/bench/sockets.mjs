/**
 * How long a change takes to reach sockets: all of one board, beside the same load on npm's `ws` and on a bare
 * broadcast of axum's; ten thousand on the boards of a hundred stores; and those of a second process.
 */
import { fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Connection, request } from './connection.mjs';
import { latencies, percentiles } from './figures.mjs';
import { sleep } from './kedai.mjs';
import { sale } from './orders.mjs';
import { now } from './socket_clients.mjs';

const SECONDS = Number(process.env.KEDAI_BENCH_SOCKETS_SECONDS ?? 20);
const QUIET_MS = 500;
const LAST_MESSAGE_LIMIT_MS = 5_000;
/** Of one board. The goal is a share of what `ws` needs. */
const ON_ONE_BOARD = [
  { sockets: 1_000, rate: 20, goal: 'p99 ≤ 25 ms' },
  { sockets: 5_000, rate: 20, goal: 'p99 ≤ ½ of ws' },
];
const CHAIN = { sockets: 10_000, stores: 100, rate: 50, goal: 'p99 < 250 ms' };
const SECOND_PROCESS = { sockets: 100, rate: 20, goal: 'p99 < 250 ms' };
const GOAL_KIB = 10;

/** Thousands of clients in a process of their own. */
class Clients {
  constructor() {
    this.child = fork(new URL('socket_clients.mjs', import.meta.url), { serialization: 'advanced' });
    this.ended = once(this.child, 'exit').then(() => Promise.reject(new Error('the clients ended')));
    // Once nobody asks any more that is as it should be.
    this.ended.catch(() => {});
  }

  async ask(what, wanted) {
    this.child.send({ what, wanted });
    const [{ told }] = await Promise.race([once(this.child, 'message'), this.ended]);
    return told;
  }

  static async open(wanted) {
    const clients = new Clients();
    await clients.ask('open', wanted);
    while (wanted.topics.length > 0 && (await clients.ask('snapshots')) < wanted.count) await sleep(50);
    return clients;
  }

  close() {
    this.child.disconnect();
  }
}

/** Makes changes at an even pace, whether or not the last was answered; resolves when all are made. */
async function atAnEvenPace(rate, change) {
  const begin = performance.now();
  const made = [];
  for (let index = 0; index < rate * SECONDS; index += 1) {
    await sleep(begin + (index * 1000) / rate - performance.now());
    made.push(change(index));
  }
  await Promise.all(made);
}

/** Sends on connections kept open, on a new one if all are busy: an answer may take longer than the pace. */
async function sender(port) {
  const free = await Promise.all(Array.from({ length: 8 }, () => Connection.open(port)));
  return {
    async send(bytes) {
      const connection = free.pop() ?? (await Connection.open(port));
      const answer = await connection.request(bytes);
      free.push(connection);
      return answer;
    },
    close: () => free.forEach((connection) => connection.close()),
  };
}

/** From when each change was asked for to when each of its sockets had it, once all had time for it. */
async function delays(clients, startOf, changes, socketsOfEach) {
  const expected = changes * socketsOfEach;
  const deadline = performance.now() + LAST_MESSAGE_LIMIT_MS;
  while ((await clients.ask('heard')) < expected && performance.now() < deadline) await sleep(QUIET_MS);
  const found = [];
  const sizes = [];
  for (const { key, times, text } of await clients.ask('arrivals')) {
    const started = startOf(key, text);
    if (started === undefined) continue;
    sizes.push(text.length);
    for (const arrived of times) found.push(arrived - started);
  }
  const size = Math.round(sizes.reduce((a, b) => a + b, 0) / sizes.length);
  return { ...percentiles(found), missing: expected - found.length, size };
}

/** Changes orders of some stores in turn, and hears of it on `clients`. */
async function measureKedai({ port, products, token, clients, stores, rate, socketsOfEach }) {
  const { send, close } = await sender(port);
  const authorization = `Authorization: Bearer ${token}`;
  const begun = new Map();
  const waiting = [];
  await atAnEvenPace(rate, async (index) => {
    const started = now();
    // Every second change moves an order that was placed before.
    const order = index % 2 === 1 ? waiting.shift() : undefined;
    const placed = { ...sale(products, stores[index % stores.length], false), items: [{ product_id: products.get('KOP-02'), quantity: 1 }] };
    const bytes = order
      ? request('PATCH', `/api/v1/orders/${order}/status`, [authorization], { status: 'processing' })
      : request('POST', '/api/v1/offline-orders', [authorization, `Idempotency-Key: ${randomUUID()}`], placed);
    const { status, body } = await send(bytes);
    if (status > 299) throw new Error(`a change was refused: ${status} ${body}`);
    const { id } = JSON.parse(body);
    begun.set(`${id} ${order ? 'order.status_changed' : 'order.placed'}`, started);
    if (!order) waiting.push(id);
  });
  close();
  const startOf = (_, text) => {
    const { event } = JSON.parse(text);
    return begun.get(`${event.order_id} ${event.type}`);
  };
  return delays(clients, startOf, begun.size, socketsOfEach);
}

/** The same load on a server that does nothing else; `program` and `words` start it. */
async function measureBare(program, words, { sockets, rate, size }) {
  const child = spawn(program, [...words, String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(child.stdout, 'data');
  const port = Number(printed);
  const clients = await Clients.open({ port, path: '/', count: sockets, topics: [] });
  const { send, close } = await sender(port);
  const starts = new Map();
  await atAnEvenPace(rate, async () => {
    const started = now();
    const { body } = await send(request('POST', '/change'));
    starts.set(`store:bench-1 ${JSON.parse(body).sequence}`, started);
  });
  const figures = await delays(clients, (key) => starts.get(key), starts.size, sockets);
  close();
  clients.close();
  child.kill();
  return figures;
}

const figures = (side) => `${latencies(side)} · ${side.missing} missing`;

async function measureOneBoard(kedai, { products, token, add }, { sockets, rate, goal }) {
  const path = `/live?token=${token}`;
  const clients = await Clients.open({ port: kedai.port, path, count: sockets, topics: ['store:bench-1'] });
  const load = { port: kedai.port, products, token, clients, stores: ['bench-1'], rate, socketsOfEach: sockets };
  const own = await measureKedai(load);
  clients.close();
  const beside = [];
  const ws = new URL('bare_sockets.mjs', import.meta.url).pathname;
  beside.push(`npm ws: ${figures(await measureBare(process.execPath, [ws], { sockets, rate, size: own.size }))}`);
  const axum = process.env.KEDAI_BARE_SOCKETS;
  if (axum) beside.push(`axum: ${figures(await measureBare(axum, [], { sockets, rate, size: own.size }))}`);
  add(`change to ${sockets} sockets of a board, ${rate}/s of ${own.size} bytes`, figures(own), beside.join('; '), goal);
}

/** A hundred stores of their own, each with a board. */
function openChain(kedai, stores) {
  kedai.sql(`INSERT INTO stores (id, tenant_id, slug, name, time_zone, created_at)
      SELECT gen_random_uuid(), id, 'chain-' || n, 'Chain ' || n, 'Asia/Jakarta', now()
      FROM tenants, generate_series(1, ${stores}) n WHERE tenants.slug = 'kopi-kita';
    INSERT INTO store_sequences (store_id, tenant_id) SELECT id, tenant_id FROM stores WHERE slug LIKE 'chain-%'`);
  return Array.from({ length: stores }, (_, index) => `chain-${index + 1}`);
}

async function measureChain(kedai, { products, token, signIn, add }) {
  const { sockets, stores: count, rate, goal } = CHAIN;
  const stores = openChain(kedai, count);
  // A session sees the stores that were there when it began.
  token = await signIn();
  const before = kedai.memory();
  const topics = stores.map((slug) => `store:${slug}`);
  const clients = await Clients.open({ port: kedai.port, path: `/live?token=${token}`, count: sockets, topics });
  const after = kedai.memory();
  add(`memory of a socket, of ${sockets}`, `${((after.pss - before.pss) / sockets).toFixed(1)} KiB`, '', `≤ ${GOAL_KIB} KiB`);
  const load = { port: kedai.port, products, token, clients, stores, rate, socketsOfEach: sockets / count };
  const own = await measureKedai(load);
  clients.close();
  add(`change to a board, ${sockets} sockets of ${count} stores, ${rate}/s`, figures(own), '', goal);
}

/** What one process writes reaches the sockets of another over the same database. */
async function measureSecondProcess(kedai, { products, token, add }) {
  const { sockets, rate, goal } = SECOND_PROCESS;
  const beside = await kedai.beside();
  const path = `/live?token=${token}`;
  const clients = await Clients.open({ port: beside.port, path, count: sockets, topics: ['store:bench-1'] });
  const load = { port: kedai.port, products, token, clients, stores: ['bench-1'], rate, socketsOfEach: sockets };
  const own = await measureKedai(load);
  clients.close();
  await beside.end();
  add(`change through one process to ${sockets} sockets of another, ${rate}/s`, figures(own), '', goal);
}

/** Adds rows to the table. */
export async function measureSockets(kedai, shared) {
  await measureChain(kedai, shared);
  for (const run of ON_ONE_BOARD) await measureOneBoard(kedai, shared, run);
  await measureSecondProcess(kedai, shared);
}
