/** Holds the database and every board against what clients were told. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { request } from '../bench/connection.mjs';
import { sleep } from '../bench/kedai.mjs';
import { Line } from './line.mjs';

const AT_END = 'all of them together';
const QUIET_LIMIT_MS = 30_000;
const REPLAYED = 200;

function rows(kedai, query) {
  return JSON.parse(kedai.sql(`SELECT coalesce(json_agg(row_to_json(found)), '[]') FROM (${query}) found`));
}

/** Every order that was acknowledged is there once, as it was told, and there is none besides. */
function checkOrders({ kedai, journal, stores }) {
  const stored = rows(kedai, `SELECT 'ord_' || replace(o.id::text, '-', '') AS id, reference, s.slug AS store, o.version,
      lifecycle, received - refunded AS paid, (SELECT count(*) FROM events e WHERE e.order_id = o.id) AS events
    FROM orders o JOIN stores s ON s.id = o.store_id WHERE s.slug IN (${stores.map((slug) => `'${slug}'`)})`);
  const byId = new Map(stored.map((order) => [order.id, order]));
  for (const known of journal.orders.values()) {
    const found = byId.get(known.id);
    byId.delete(known.id);
    const told = (order) => `${order.reference} ${order.store} ${order.version} ${order.lifecycle} ${order.paid}`;
    if (!found) journal.find(`${known.reference} was acknowledged and is lost`, AT_END);
    else if (told(found) !== told(known)) journal.find(`"${told(found)}" was told as "${told(known)}"`, AT_END);
    else if (found.events !== found.version) journal.find(`${found.reference} has ${found.events} events`, AT_END);
  }
  for (const { reference } of byId.values()) journal.find(`${reference} was told to nobody: an order was doubled`, AT_END);
}

/** Numbers of events without a gap, and none twice; stock as the orders took it. */
function checkStores({ kedai, journal, stores }) {
  const told = rows(kedai, `SELECT s.slug, n.sequence AS last, count(e.sequence) AS events, count(DISTINCT e.id) AS ids,
      min(e.sequence) AS first, max(e.sequence) AS greatest
    FROM stores s JOIN store_sequences n ON n.store_id = s.id LEFT JOIN events e ON e.store_id = s.id
    WHERE s.slug IN (${stores.map((slug) => `'${slug}'`)}) GROUP BY s.slug, n.sequence`);
  for (const { slug, last, events, ids, first, greatest } of told) {
    if (new Set([last, events, ids, greatest]).size !== 1 || first !== 1) {
      journal.find(`${slug}: ${events} events from ${first} to ${greatest}, and its number is ${last}`, AT_END);
    }
  }
  const wrong = rows(kedai, `SELECT o.reference, count(m.id) AS movements, sum(m.quantity) AS taken
    FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN stock k ON (k.store_id, k.product_id) = (o.store_id, l.product_id)
    LEFT JOIN stock_movements m ON (m.order_id, m.product_id) = (o.id, l.product_id)
    GROUP BY o.id, l.id HAVING count(m.id) <> CASE o.lifecycle WHEN 'cancelled' THEN 2 ELSE 1 END
      OR coalesce(sum(m.quantity), 0) <> CASE o.lifecycle WHEN 'cancelled' THEN 0 ELSE -l.quantity END`);
  for (const { reference, movements, taken } of wrong) {
    journal.find(`${reference} took ${taken} of the stock in ${movements} movements`, AT_END);
  }
  return told.reduce((sum, { events }) => sum + events, 0);
}

/** The same commands once more are answered from memory and change nothing. */
async function checkReplays({ kedai, journal, tills }) {
  const line = new Line(kedai.port, journal);
  const keyed = [...journal.orders.values()].filter(({ key }) => key).slice(-REPLAYED);
  for (const order of keyed) {
    const token = await tills[0].account.token();
    const headers = [`Authorization: Bearer ${token}`, `Idempotency-Key: ${order.key}`];
    const answer = await line.ask(request('POST', '/api/v1/offline-orders', headers, { ...tills[0].another(), store: order.store }));
    if (answer?.body?.code !== 'idempotency_key_reused') {
      journal.find(`the key of ${order.reference} was forgotten: ${answer?.status}`, AT_END);
    }
  }
  line.close();
}

/** Every board, once it heard all, shows what a board shows that is opened now. */
async function checkBoards({ kedai, journal, boards }) {
  for (const { shown, store, account } of boards) {
    const headers = [`Authorization: Bearer ${await account.token()}`];
    const { body } = await kedai.send('GET', `/api/v1/live/store:${store}`, headers);
    const [now] = body.messages;
    const deadline = performance.now() + QUIET_LIMIT_MS;
    while (shown.sequence !== now.sequence && performance.now() < deadline) await sleep(50);
    if (shown.sequence !== now.sequence) journal.find(`${shown.name} stands at ${shown.sequence} of ${now.sequence}`, AT_END);
    const byId = (orders) => orders.sort((a, b) => (a.id < b.id ? -1 : 1));
    const shows = byId([...shown.orders.values()]);
    if (!isDeepStrictEqual(shows, byId(now.orders))) {
      journal.find(`${shown.name} shows ${shows.length} orders and not the ${now.orders.length} that are open`, AT_END);
    }
    const open = kedai.sql(`SELECT count(*) FROM orders o JOIN stores s ON s.id = o.store_id
      WHERE s.slug = '${store}' AND lifecycle IN ('pending', 'processing', 'ready')`);
    if (Number(open) !== now.orders.length) journal.find(`a new board of ${store} shows ${now.orders.length} of ${open} orders`, AT_END);
  }
}

/** What PostgreSQL warned of: a connection that was handed on amid a transaction, with its locks. */
function checkLog({ journal, log }) {
  const warnings = readFileSync(log, 'utf8').match(/there is already a transaction in progress/g) ?? [];
  if (warnings.length > 0) journal.find(`${warnings.length} transactions began within another`, AT_END);
}

/** What `kedai verify` says. */
function verify({ kedai, journal }, kind) {
  try {
    return kedai.command('verify', kind).trim();
  } catch (error) {
    journal.find(`kedai verify ${kind}: ${error.stdout}`, AT_END);
    return `kedai verify ${kind} found faults`;
  }
}

/** Checks everything; resolves to `{ events, verified }`. Nobody may be at work any more. */
export async function check(world) {
  checkOrders(world);
  const events = checkStores(world);
  await checkReplays(world);
  await checkBoards(world);
  checkLog(world);
  return { events, verified: [verify(world, 'events'), verify(world, 'audit')] };
}
