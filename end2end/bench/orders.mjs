/** Durable orders a second through HTTP, beside PostgreSQL alone. */
import { randomUUID } from 'node:crypto';
import { placeBare, prepareBare } from './bare_orders.mjs';
import { latencies, perSecond } from './figures.mjs';
import { load } from './load.mjs';
import { request } from './connection.mjs';

const STORES = 8;
const RUNS = [
  ...[1, 8, 32, 100].map((clients) => ({ clients, stores: STORES })),
  { clients: 100, stores: 2 },
];
/** A shop has sold before, and its database knows how large its tables are. */
const HISTORY_SECONDS = 3;
const WARM_UP_SECONDS = 1;
const SECONDS = 5;
const GOAL_SHARE = 0.5;
const GOAL_P95_MS = 40;

/** A sale of two products for cash, as a till sends it. */
export function sale(products, store, handOver) {
  return {
    store,
    channel: 'till',
    customer: null,
    items: [
      { product_id: products.get('KOP-02'), quantity: 1 },
      { product_id: products.get('DRK-04'), quantity: 2 },
    ],
    payment: { type: 'full', method: 'cash', tendered: 100_000 },
    hand_over: handOver,
  };
}

/** Ids of the demo's products by SKU. */
export async function readProducts(kedai, token) {
  const { body } = await kedai.send('GET', '/api/v1/products?store=senopati&limit=100', [`Authorization: Bearer ${token}`]);
  return new Map(body.items.map((product) => [product.sku, product.id]));
}

/** Makes requests that differ in nothing but their key, without putting each together anew. */
export function salesAt(products, token, stores) {
  const key = randomUUID();
  const parts = Array.from({ length: stores }, (_, index) => {
    const headers = [`Authorization: Bearer ${token}`, `Idempotency-Key: ${key}`];
    const bytes = request('POST', '/api/v1/offline-orders', headers, sale(products, `bench-${index + 1}`, true));
    return bytes.toString('latin1').split(key);
  });
  return (client) => {
    const [before, after] = parts[client % stores];
    return Buffer.from(before + randomUUID() + after, 'latin1');
  };
}

/** Adds rows to the table. */
export async function measureOrders(kedai, { products, token, add }) {
  const sales = (stores) => salesAt(products, token, stores);
  const history = { clients: 64, warmUpSeconds: 0, seconds: HISTORY_SECONDS, makeRequest: sales(STORES) };
  const { errors } = await load({ port: kedai.port, ...history });
  if (errors > 0) throw new Error(`${errors} of the first orders were refused`);
  const variables = prepareBare(kedai);
  const times = { warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS };

  // The least that a server can say: what the load generator can hear at all.
  const nobody = { makeRequest: () => request('GET', '/api/v1/me'), expected: 401 };
  const ceiling = await load({ port: kedai.port, clients: 32, ...nobody, ...times });
  add('load generator: refusals, 32 clients', perSecond(ceiling.perSecond));

  let [best, eightBareClients] = [0, 0];
  for (const { clients, stores } of RUNS) {
    const bare = await placeBare({ kedai, variables, way: 'ten_round_trips', clients, stores, ...times });
    const own = await load({ port: kedai.port, clients, makeRequest: sales(stores), ...times });
    if (stores === STORES) best = Math.max(best, own.perSecond);
    if (stores === STORES && clients === 8) eightBareClients = bare.perSecond;
    add(
      `orders, ${clients} client${clients > 1 ? 's' : ''}, ${stores} stores`,
      `${perSecond(own.perSecond)} · ${latencies(own)} · ${own.errors} errors`,
      `PostgreSQL: ${perSecond(bare.perSecond)} · ${latencies(bare)}`,
      clients === 100 ? `p95 < ${GOAL_P95_MS} ms, 0 errors` : '',
    );
  }
  const oneCall = await placeBare({ kedai, variables, way: 'one_call', clients: 8, stores: STORES, ...times });
  add(
    'best of these, against 8 bare clients',
    `${Math.round((best / eightBareClients) * 100)} %`,
    `in one call: ${perSecond(oneCall.perSecond)} · ${latencies(oneCall)}`,
    `≥ ${GOAL_SHARE * 100} %`,
  );
}
