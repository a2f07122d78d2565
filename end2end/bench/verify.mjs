/** A whole database is checked, by the program beside the one that serves: every event of every order. */
import { load } from './load.mjs';
import { salesAt } from './orders.mjs';

const EVENTS = Number(process.env.KEDAI_BENCH_EVENTS ?? 1_000_000);
const GOAL_SECONDS = 60;
const CLIENTS = 100;
const STORES = 8;
/** Sold in stretches, so that it is known how many are missing. */
const STRETCH_SECONDS = 20;

/** Adds a row to the table. */
export async function measureVerify(kedai, { products, signIn, add }) {
  const count = () => Number(kedai.sql('SELECT count(*) FROM events'));
  let events = count();
  while (events < EVENTS) {
    const sell = { clients: CLIENTS, warmUpSeconds: 0, seconds: STRETCH_SECONDS };
    const { errors } = await load({ port: kedai.port, ...sell, makeRequest: salesAt(products, await signIn(), STORES) });
    if (errors > 0) throw new Error(`${errors} sales were refused`);
    events = count();
    process.stderr.write(`${events} of ${EVENTS} events\n`);
  }
  const started = performance.now();
  const told = kedai.command('verify', 'events');
  const seconds = (performance.now() - started) / 1000;
  add(
    `kedai verify events, ${events.toLocaleString('en')} events`,
    `${seconds.toFixed(1)} s: ${told.trim().split('\n').join('; ')}`,
    '',
    `a million in < ${GOAL_SECONDS} s`,
  );
}
