/** Clients that each send a request as soon as the last is answered. */
import { Connection } from './connection.mjs';
import { percentiles } from './figures.mjs';

/**
 * Warms up, then measures. `makeRequest(client)` gives the bytes of the next request of that client.
 * Resolves to `{ perSecond, p50, p95, p99, errors }`; an answer of another status than `expected` is an error.
 */
export async function load({ port, clients, warmUpSeconds, seconds, makeRequest, expected = 201 }) {
  const connections = await Promise.all(Array.from({ length: clients }, () => Connection.open(port)));
  const begin = performance.now() + warmUpSeconds * 1000;
  const end = begin + seconds * 1000;
  const times = [];
  let errors = 0;
  await Promise.all(
    connections.map(async (connection, client) => {
      for (;;) {
        const started = performance.now();
        if (started >= end) break;
        const { status } = await connection.request(makeRequest(client));
        const answered = performance.now();
        if (status !== expected) errors += 1;
        else if (answered >= begin && answered < end) times.push(answered - started);
      }
      connection.close();
    }),
  );
  return { perSecond: times.length / seconds, errors, ...percentiles(times) };
}
