/**
 * An app that sends signed orders: 200 a second, whether the last ones are answered or not, and 100, 500 and
 * 1,000 at the same instant. Every order that was accepted must then be there, once.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Connection, request } from './connection.mjs';
import { latencies, percentiles } from './figures.mjs';
import { sleep } from './kedai.mjs';

const RATE = 200;
const WARM_UP_SECONDS = 2;
const SECONDS = 20;
const GOAL_P99_MS = 25;
const BURSTS = [100, 500, 1_000];
/** Orders on a page of the list, and how often it is asked for. */
const LISTED = 50;
const LIST_TURNS = 550;
const LIST_WARM_UP = 50;
const GOAL_LIST_P95_MS = 5;
/** Connections that the app keeps open; more than are ever waiting at once at its rate. */
const CONNECTIONS = 100;
const STORE = 'senopati';
const INGEST = '/webhooks/orders/ingest';

/** A key of a store's, made by the program beside the one that serves. */
export function makeKey(kedai, store) {
  const told = kedai.command('token', 'webhook', '--store', store);
  return { id: /X-Kedai-Key: (\S+)/.exec(told)[1], secret: /Secret:\s+(\S+)/.exec(told)[1] };
}

/** The bytes of a signed message. */
export function signed(key, path, message) {
  const timestamp = Math.floor(Date.now() / 1000);
  const body = JSON.stringify(message);
  const signature = createHmac('sha256', key.secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = [
    `X-Kedai-Key: ${key.id}`,
    `X-Kedai-Timestamp: ${timestamp}`,
    `X-Kedai-Signature: sha256=${signature}`,
  ];
  return request('POST', path, headers, message);
}

/** An order of one of a thousand customers, of something that isn't counted. */
function order(product, number) {
  return {
    client_order_id: `bench-${randomUUID()}`,
    store_id: STORE,
    channel: 'app',
    customer: { name: `Sari Dewi ${number % 1000}`, phone: `+62 811-0000-${String(number % 1000).padStart(4, '0')}` },
    items: [{ sku: product.sku, quantity: 1, unit_price: product.price }],
    promotion_code: null,
    total: product.price,
    placed_at: new Date().toISOString(),
  };
}

/** Sends so many a second for so long, each at its own time; resolves to times in ms and the ids that were accepted. */
async function atRate(connections, key, product, seconds) {
  const idle = [...connections];
  const times = [];
  const accepted = [];
  let failed = 0;
  const started = performance.now();
  const sent = [];
  for (let number = 0; number < RATE * seconds; number += 1) {
    const due = started + (number * 1000) / RATE;
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now()));
    const connection = idle.pop();
    if (!connection) throw new Error(`${CONNECTIONS} orders wait at once: this rate is too much`);
    const one = order(product, number);
    sent.push(
      connection.request(signed(key, INGEST, one)).then(({ status }) => {
        // From when it was due: a late start would hide that the server kept the app waiting.
        times.push(performance.now() - due);
        if (status === 200) accepted.push(one.client_order_id);
        else failed += 1;
        idle.push(connection);
      }),
    );
  }
  await Promise.all(sent);
  return { times, accepted, failed };
}

async function burst(kedai, key, product, count) {
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(kedai.port)));
  const orders = connections.map((_, number) => order(product, number));
  const requests = orders.map((one) => signed(key, INGEST, one));
  const accepted = [];
  const started = performance.now();
  const times = await Promise.all(
    connections.map(async (connection, number) => {
      const { status } = await connection.request(requests[number]);
      if (status === 200) accepted.push(orders[number].client_order_id);
      return performance.now() - started;
    }),
  );
  for (const connection of connections) connection.close();
  return { times, accepted, failed: count - accepted.length };
}

/** How many of these are in the database, each with its one event. */
function kept(kedai, ids) {
  const list = ids.map((id) => `'${id}'`).join(',');
  return Number(
    kedai.sql(`SELECT count(*) FROM ingested_orders i
      WHERE i.client_order_id IN (${list}) AND (SELECT count(*) FROM events e WHERE e.order_id = i.order_id) = 1`),
  );
}

export async function measureIngestion(kedai, { token, add }) {
  const key = makeKey(kedai, STORE);
  const headers = [`Authorization: Bearer ${token}`];
  const listed = await kedai.send('GET', `/api/v1/products?store=${STORE}&q=Latte&limit=200`, headers);
  const product = listed.body.items.find(({ name }) => name === 'Latte');
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(kedai.port)));
  await atRate(connections, key, product, WARM_UP_SECONDS);
  const steady = await atRate(connections, key, product, SECONDS);
  for (const connection of connections) connection.close();
  const told = ({ times, accepted, failed }) => {
    const lost = accepted.length - kept(kedai, accepted);
    return `${latencies(percentiles(times))}, ${failed} refused, ${lost} lost or doubled`;
  };
  add(`orders from an app, ${RATE}/s for ${SECONDS} s`, told(steady), '', `p99 < ${GOAL_P99_MS} ms, 0 lost`);
  for (const count of BURSTS) {
    add(`orders from an app, ${count} at once`, told(await burst(kedai, key, product, count)), '', 'all accepted, 0 lost');
  }
  add(`listing them, ${LISTED} a page`, latencies(percentiles(await listTimes(kedai, token))), '', `p95 < ${GOAL_LIST_P95_MS} ms`);
}

/** Asks for the newest orders, one time after another; resolves to times in ms. */
async function listTimes(kedai, token) {
  const bytes = request('GET', `/api/v1/orders?store=${STORE}&limit=${LISTED}`, [`Authorization: Bearer ${token}`]);
  const connection = await Connection.open(kedai.port);
  const times = [];
  for (let turn = 0; turn < LIST_TURNS; turn += 1) {
    const started = performance.now();
    const { status } = await connection.request(bytes);
    if (status !== 200) throw new Error(`the list was answered with ${status}`);
    if (turn >= LIST_WARM_UP) times.push(performance.now() - started);
  }
  connection.close();
  return times;
}
