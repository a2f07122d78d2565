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

function program() {
  const path = process.env.KEDAI_PROGRAM;
  if (!path) throw new Error('KEDAI_PROGRAM is not set: run `make bench` or `make faults`.');
  return path;
}

export class Kedai {
  /** Starts the program that KEDAI_PROGRAM names, with new data and these settings, and waits until it is healthy. */
  static async start(settings = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'kedai-own-'));
    // PostgreSQL runs as another user when we are root, and must get to its folder.
    chmodSync(folder, 0o711);
    const kedai = new Kedai(folder, await freePort(), settings);
    await kedai.#run();
    return kedai;
  }

  constructor(folder, port, settings) {
    this.folder = folder;
    this.port = port;
    this.settings = settings;
    this.child = null;
    /** Where its log goes: a file's number, or nothing for where this program's own goes. */
    this.log = null;
    // Whatever goes wrong, nothing goes on running.
    process.on('exit', () => this.child?.kill('SIGTERM'));
  }

  async #run() {
    const stdio = ['ignore', 'ignore', this.log ?? 'inherit'];
    this.child = spawn(program(), ['serve'], { env: this.#environment(), stdio });
    await this.#healthy();
  }

  #environment() {
    const { DATABASE_URL: _, ...environment } = process.env;
    const own = { KEDAI_ADDR: `127.0.0.1:${this.port}`, KEDAI_DATA_DIR: this.folder, KEDAI_DEMO: '1', RUST_LOG: 'warn' };
    // One account sends what a thousand tills would: what it may send is not what is looked at.
    own.KEDAI_OFFLINE_REQUESTS_PER_MINUTE = '100000000';
    return { ...environment, ...own, ...this.settings };
  }

  /** Runs another command of the program beside the one that serves; gives what it printed, or throws. */
  command(...words) {
    return execFileSync(program(), words, { env: this.#environment(), encoding: 'utf8' });
  }

  /** Ends it as a power cut would: without a word. */
  async kill() {
    const ended = this.#ended();
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Stops it, if it runs, and starts it again with the same data. */
  async restart() {
    await this.end();
    await this.#run();
  }

  #runs() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  #ended() {
    return this.#runs() ? new Promise((resolve) => this.child.once('exit', resolve)) : Promise.resolve();
  }

  /** A second process over the same data. */
  async beside() {
    const beside = new Kedai(this.folder, await freePort(), this.settings);
    await beside.#run();
    return beside;
  }

  /** Stops it; its data stay. */
  async end() {
    const ended = this.#ended();
    this.child.kill('SIGTERM');
    await ended;
  }

  /** Stops it and throws its data away. */
  async stop() {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #healthy() {
    const deadline = performance.now() + START_LIMIT_MS;
    while (performance.now() < deadline) {
      if (!this.#runs()) throw new Error(`kedai ended with ${this.child.exitCode ?? this.child.signalCode}`);
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
