/**
 * A storm: a thousand sign-ins at once, right ones and then wrong ones, while five hundred connections hold
 * half a request each. Meanwhile a till sells, a sale at a time, each on a connection of its own. Told are
 * the slowest sale, what became of the sign-ins, and the program's memory.
 */
import { connect } from 'node:net';
import { Connection, request } from './connection.mjs';
import { sleep } from './kedai.mjs';
import { sale } from './orders.mjs';

const SIGN_INS = 1_000;
const SLOW = 500;
const SALE_EVERY_MS = 100;
const GOAL_MIB = 120;
const GOAL_MS = 1_000;
const LOGIN = '/api/v1/auth/login';

/** Half a head, half a body, or nothing at all. */
const HALVES = [
  '',
  'GET /till HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: half',
  `POST ${LOGIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"email": "`,
];

/** Holds `SLOW` connections, each opened again as soon as the server ends it. */
class SlowOnes {
  constructor(port) {
    this.port = port;
    this.sockets = new Set();
    this.ended = 0;
    this.over = false;
    for (let number = 0; number < SLOW; number += 1) this.#open(HALVES[number % HALVES.length]);
  }

  #open(half) {
    const socket = connect({ port: this.port, host: '127.0.0.1' }, () => socket.write(half));
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (this.over) return;
      this.ended += 1;
      this.#open(half);
    });
  }

  close() {
    this.over = true;
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Sells until it is told to stop; resolves to how long each sale took, from connecting to its answer, and how many came to nothing. */
async function sell(kedai, products, token, storm) {
  const took = [];
  let refused = 0;
  const headers = [`Authorization: Bearer ${token}`];
  for (let number = 0; !storm.over; number += 1) {
    const started = performance.now();
    const key = [...headers, `Idempotency-Key: storm-${storm.name}-${number}`];
    const sold = kedai.send('POST', '/api/v1/offline-orders', key, sale(products, 'senopati', true));
    const { status } = await sold.catch(() => ({ status: 'none' }));
    if (status === 201) took.push(performance.now() - started);
    else refused += 1;
    await sleep(SALE_EVERY_MS);
  }
  return { took, refused };
}

async function signInOnce(kedai, body) {
  const connection = await Connection.open(kedai.port);
  const { status } = await connection.request(request('POST', LOGIN, [], body));
  connection.close();
  return status;
}

/** Watches the program's memory until the storm is over; resolves to the most that it had, in MiB. */
async function watch(kedai, storm) {
  let most = 0;
  while (!storm.over) {
    most = Math.max(most, kedai.memory().rss / 1024);
    await sleep(20);
  }
  return most;
}

async function measure(kedai, { products, token, add }, name, bodyOf) {
  const slow = new SlowOnes(kedai.port);
  const storm = { name, over: false };
  const [selling, watching] = [sell(kedai, products, token, storm), watch(kedai, storm)];
  const started = performance.now();
  const signIns = Array.from({ length: SIGN_INS }, (_, number) =>
    signInOnce(kedai, bodyOf(number)).catch(() => 'none'));
  const answers = await Promise.all(signIns);
  const seconds = (performance.now() - started) / 1000;
  storm.over = true;
  const [{ took, refused }, most] = await Promise.all([selling, watching]);
  slow.close();
  const counts = new Map();
  for (const status of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const told = [...counts].map(([status, times]) => `${times} × ${status}`).sort().join(', ');
  add(`${SIGN_INS} ${name} sign-ins at once`, `${told}, in ${seconds.toFixed(1)} s`);
  add(`memory at most, ${name}`, `RSS ${most.toFixed(0)} MiB`, '', `< ${GOAL_MIB} MiB`);
  const slowest = took.length > 0 ? Math.max(...took).toFixed(0) : '–';
  add(`${took.length} sales meanwhile, ${name}, ${SLOW} slow connections`, `slowest ${slowest} ms, ${refused} refused`, '', `< ${GOAL_MS} ms`);
}

/** Adds rows to the table. */
export async function measureStorm(kedai, shared) {
  const right = { email: 'owner@kopikita.test', password: 'kedai-demo' };
  await measure(kedai, shared, 'right', () => right);
  await measure(kedai, shared, 'wrong', (number) => ({ email: `nobody-${number}@kopikita.test`, password: 'wrong' }));
  await sleep(5_000);
  shared.add('memory five seconds after the storm', `RSS ${(kedai.memory().rss / 1024).toFixed(0)} MiB`);
}
