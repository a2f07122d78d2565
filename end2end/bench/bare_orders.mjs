/**
 * Orders written without Kedai: pgbench writes the same rows into a copy of the database, with the same
 * indexes and triggers, one transaction an order. What the machine's PostgreSQL can do is what Kedai's
 * figures are measured against.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentiles } from './figures.mjs';
import { postgresProgram, SQL_ENVIRONMENT } from './kedai.mjs';

const DATABASE = 'bare';
const script = (name) => new URL(`bare/${name}.sql`, import.meta.url).pathname;
const text = (name) => readFileSync(script(name), 'utf8');

/** Opens the eight stores that both sides sell at, and lets in more clients than Kedai itself ever uses. */
export async function openStores(kedai) {
  kedai.sql(text('stores'));
  kedai.sql('ALTER SYSTEM SET max_connections = 130');
  await kedai.restart();
}

/** Copies the database, with the orders that Kedai has placed in it; gives pgbench's variables. */
export function prepareBare(kedai) {
  kedai.sql('VACUUM ANALYZE');
  const variables = kedai.sql(text('order')).split('\n');
  kedai.copyDatabase(DATABASE);
  kedai.sql(text('place_bare'), DATABASE);
  return variables;
}

/** Writes orders for some seconds; resolves to `{ perSecond, p50, p95, p99, errors }`. */
export async function placeBare({ kedai, variables, way, clients, stores, warmUpSeconds, seconds }) {
  const options = { kedai, variables, way, clients, stores };
  await pgbench({ ...options, seconds: warmUpSeconds });
  return pgbench({ ...options, seconds });
}

async function pgbench({ kedai, variables, way, clients, stores, seconds }) {
  const folder = mkdtempSync(join(tmpdir(), 'kedai-pgbench-'));
  const defined = [...variables, `stores=${stores}`].flatMap((variable) => ['--define', variable]);
  const child = spawn(
    postgresProgram('pgbench'),
    [
      ...['--no-vacuum', '--protocol', 'prepared', '--log', '--log-prefix', join(folder, 'times')],
      ...['--client', String(clients), '--jobs', String(Math.min(clients, 2)), '--time', String(seconds)],
      ...['--file', script(way), ...defined, ...kedai.connect(DATABASE).slice(0, 4), DATABASE],
    ],
    { env: SQL_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const perSecond = Number(/^tps = ([\d.]+)/m.exec(printed)?.[1]);
  if (code !== 0 || !(perSecond > 0)) throw new Error(`pgbench ended with ${code}:\n${printed}`);
  // Each line: client, transaction, microseconds, script, second, microsecond.
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
  rmSync(folder, { recursive: true });
  return { perSecond, errors: 0, ...percentiles(lines.map((line) => Number(line.split(' ')[2]) / 1000)) };
}
