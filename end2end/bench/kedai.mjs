/** A Kedai of its own for one run: a free port, a new data folder, the embedded PostgreSQL with fsync. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, request } from './connection.mjs';

const START_LIMIT_MS = 120_000;
const POLL_MS = 50;
const PASSWORD = 'kedai-demo';

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class Kedai {
  /** Starts the program that KEDAI_PROGRAM names, with new data, and waits until it is healthy. */
  static async start() {
    const folder = mkdtempSync(join(tmpdir(), 'kedai-bench-'));
    // PostgreSQL runs as another user when we are root, and must get to its folder.
    chmodSync(folder, 0o711);
    const kedai = new Kedai(folder, await freePort());
    await kedai.#run();
    return kedai;
  }

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.child = null;
    // Whatever goes wrong, nothing goes on running.
    process.on('exit', () => this.child?.kill('SIGTERM'));
  }

  async #run() {
    const program = process.env.KEDAI_PROGRAM;
    if (!program) throw new Error('KEDAI_PROGRAM is not set: run `make bench`.');
    const { DATABASE_URL: _, ...environment } = process.env;
    const own = { KEDAI_ADDR: `127.0.0.1:${this.port}`, KEDAI_DATA_DIR: this.folder, KEDAI_DEMO: '1', RUST_LOG: 'warn' };
    // One account sends what a thousand tills would: what it may send is not what is measured.
    own.KEDAI_OFFLINE_REQUESTS_PER_MINUTE = '100000000';
    this.child = spawn(program, ['serve'], { env: { ...environment, ...own }, stdio: ['ignore', 'ignore', 'inherit'] });
    await this.#healthy();
  }

  /** Stops it and starts it again with the same data. */
  async restart() {
    await this.#end();
    await this.#run();
  }

  async #end() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  /** Stops it and throws its data away. */
  async stop() {
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #healthy() {
    const deadline = performance.now() + START_LIMIT_MS;
    while (performance.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`kedai ended with ${this.child.exitCode}`);
      const healthy = await this.send('GET', '/health').catch(() => null);
      if (healthy?.status === 200) return;
      await sleep(POLL_MS);
    }
    throw new Error('kedai did not become healthy in time');
  }

  /** One request on a connection of its own; resolves to `{ status, body }`, the body parsed. */
  async send(method, path, headers = [], body = undefined) {
    const connection = await Connection.open(this.port);
    const answer = await connection.request(request(method, path, headers, body));
    connection.close();
    return { status: answer.status, body: answer.body.length > 0 ? JSON.parse(answer.body) : null };
  }

  /** Signs in; resolves to an access token, good for a quarter of an hour. */
  async signIn(email) {
    const { status, body } = await this.send('POST', '/api/v1/auth/login', [], { email, password: PASSWORD });
    if (status !== 200) throw new Error(`signing in as ${email}: ${status} ${JSON.stringify(body)}`);
    return body.access_token;
  }

  /** What an SQL script prints, run as the database's superuser. */
  sql(script, database = 'kedai') {
    const arguments_ = ['-XqAt', '-v', 'ON_ERROR_STOP=1', ...this.connect(database)];
    const options = { input: script, env: SQL_ENVIRONMENT, encoding: 'utf8', maxBuffer: 1 << 28 };
    return execFileSync(postgresProgram('psql'), arguments_, options).trim();
  }

  /** A second database with what is in the first. */
  copyDatabase(name) {
    const options = { env: SQL_ENVIRONMENT, encoding: 'utf8', maxBuffer: 1 << 28 };
    const dump = execFileSync(postgresProgram('pg_dump'), this.connect('kedai'), options);
    this.sql(`CREATE DATABASE ${name}`);
    this.sql(dump, name);
  }

  /** The options that lead PostgreSQL's programs to a database. */
  connect(database) {
    const pidFile = readFileSync(join(this.folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n');
    return ['--host', pidFile[4], '--username', 'postgres', '--dbname', database];
  }

  /** The program's own memory in KiB: its share of what it shares with others counted once. */
  memory() {
    const rollup = readFileSync(`/proc/${this.child.pid}/smaps_rollup`, 'utf8');
    const line = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)[1]);
    return { rss: line('Rss'), pss: line('Pss') };
  }
}

export const SQL_ENVIRONMENT = { ...process.env, PGOPTIONS: '-c search_path=kedai,public' };

/** The path of one of PostgreSQL's programs: the newest in Debian's folders, or what PATH finds. */
export function postgresProgram(name) {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const paths = versions.map((version) => join(debian, version, 'bin', name));
  return paths.find((path) => existsSync(path)) ?? name;
}
