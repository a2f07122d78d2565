/** How long a change takes to reach a thousand sockets, beside npm's `ws` with the same load. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Connection, request } from './connection.mjs';
import { latencies, percentiles } from './figures.mjs';
import { sleep } from './kedai.mjs';
import { sale } from './orders.mjs';

const SOCKETS = 1_000;
const OPENED_AT_ONCE = 50;
const CHANGES_PER_SECOND = 20;
const SECONDS = 20;
const LAST_MESSAGE_LIMIT_MS = 5_000;
const GOAL_P99_MS = 25;
const GOAL_KIB = 10;
const TOPIC = 'store:bench-1';

/** Every message that any of the sockets got: its number in the topic, and when. */
class Listeners {
  constructor() {
    this.sockets = [];
    /** One for each socket that begins, and one whenever a socket was too slow for single events. */
    this.snapshots = 0;
    /** By the topic's number: when each socket had it. */
    this.arrivals = new Map();
    /** By the topic's number: what the first socket was told. */
    this.texts = new Map();
  }

  async open(url, count, subscription) {
    while (this.sockets.length < count) {
      const batch = Array.from({ length: OPENED_AT_ONCE }, () => this.#openOne(url, subscription));
      await Promise.all(batch);
    }
  }

  async #openOne(url, subscription) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const first = this.sockets.push(socket) === 1;
    await once(socket, 'open');
    socket.on('message', (bytes) => this.#hear(socket, bytes, first));
    if (subscription) socket.send(subscription);
  }

  /** Looks at the beginning only: a thousand parsed messages would take longer than sending them. */
  #hear(socket, bytes, first) {
    const arrived = performance.now();
    const head = bytes.latin1Slice(0, Math.min(bytes.length, 80));
    if (head.startsWith('{"type":"event"')) {
      const sequence = Number(/"sequence":(\d+)/.exec(head)[1]);
      const times = this.arrivals.get(sequence);
      if (times) times.push(arrived);
      else this.arrivals.set(sequence, [arrived]);
      if (first) this.texts.set(sequence, bytes.toString());
    } else if (head.startsWith('{"type":"ping"')) {
      socket.send('{"type":"pong"}');
    } else {
      this.snapshots += 1;
    }
  }

  close() {
    for (const socket of this.sockets) socket.terminate();
  }
}

/** Makes changes at an even pace, whether or not the last was answered; resolves to what `change` did. */
async function atAnEvenPace(change) {
  const begin = performance.now();
  const made = [];
  for (let index = 0; index < CHANGES_PER_SECOND * SECONDS; index += 1) {
    await sleep(begin + (index * 1000) / CHANGES_PER_SECOND - performance.now());
    made.push(change(index));
  }
  return Promise.all(made);
}

/** From when each change was asked for to when each socket had it, in milliseconds. */
async function delays(listeners, starts) {
  const expected = starts.size * SOCKETS;
  const count = () => [...starts.keys()].reduce((sum, sequence) => sum + (listeners.arrivals.get(sequence)?.length ?? 0), 0);
  const deadline = performance.now() + LAST_MESSAGE_LIMIT_MS;
  while (count() < expected && performance.now() < deadline) await sleep(50);
  const found = [];
  for (const [sequence, started] of starts) {
    for (const arrived of listeners.arrivals.get(sequence) ?? []) found.push(arrived - started);
  }
  return { ...percentiles(found), missing: expected - found.length };
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

async function measureKedai(kedai, products, token, listeners) {
  const { send, close } = await sender(kedai.port);
  const authorization = `Authorization: Bearer ${token}`;
  const begun = new Map();
  const waiting = [];
  await atAnEvenPace(async (index) => {
    const started = performance.now();
    // Every second change moves an order that was placed before.
    const order = index % 2 === 1 ? waiting.shift() : undefined;
    const bytes = order
      ? request('PATCH', `/api/v1/orders/${order}/status`, [authorization], { status: 'processing' })
      : request('POST', '/api/v1/offline-orders', [authorization, `Idempotency-Key: ${randomUUID()}`], sale(products, 'bench-1', false));
    const { status, body } = await send(bytes);
    if (status > 299) throw new Error(`a change was refused: ${status} ${body}`);
    const { id } = JSON.parse(body);
    begun.set(`${id} ${order ? 'order.status_changed' : 'order.placed'}`, started);
    if (!order) waiting.push(id);
  });
  close();
  await sleep(500);
  const starts = new Map();
  for (const [sequence, text] of listeners.texts) {
    const { event } = JSON.parse(text);
    const started = begun.get(`${event.order_id} ${event.type}`);
    if (started !== undefined) starts.set(sequence, started);
  }
  if (starts.size !== begun.size) throw new Error(`${begun.size - starts.size} changes were not heard of`);
  const sizes = [...listeners.texts.values()].map((text) => text.length);
  return { ...(await delays(listeners, starts)), size: Math.round(sizes.reduce((a, b) => a + b, 0) / sizes.length) };
}

async function measureBare(size) {
  const program = new URL('bare_sockets.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(child.stdout, 'data');
  const port = Number(printed);
  const listeners = new Listeners();
  await listeners.open(`ws://127.0.0.1:${port}/`, SOCKETS, null);
  const { send, close } = await sender(port);
  const starts = new Map();
  await atAnEvenPace(async () => {
    const started = performance.now();
    const { body } = await send(request('POST', '/change'));
    starts.set(JSON.parse(body).sequence, started);
  });
  const figures = await delays(listeners, starts);
  close();
  listeners.close();
  child.kill();
  return figures;
}

/** Adds rows to the table. */
export async function measureSockets(kedai, { products, token, add }) {
  const before = kedai.memory();
  const listeners = new Listeners();
  const subscription = JSON.stringify({ type: 'subscribe', topic: TOPIC });
  await listeners.open(`ws://127.0.0.1:${kedai.port}/live?token=${token}`, SOCKETS, subscription);
  while (listeners.snapshots < SOCKETS) await sleep(50);
  const after = kedai.memory();
  add('memory of a socket', `${((after.pss - before.pss) / SOCKETS).toFixed(1)} KiB`, '', `≤ ${GOAL_KIB} KiB`);
  const own = await measureKedai(kedai, products, token, listeners);
  listeners.close();
  const bare = await measureBare(own.size);
  const figures = (side) => `${latencies(side)} · ${side.missing} missing`;
  add(
    `change to ${SOCKETS} sockets, ${CHANGES_PER_SECOND}/s of ${own.size} bytes`,
    `${figures(own)} · ${listeners.snapshots - SOCKETS} too slow`,
    `npm ws: ${figures(bare)}`,
    `p99 ≤ ${GOAL_P99_MS} ms`,
  );
}
