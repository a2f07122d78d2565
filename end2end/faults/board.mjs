/** A board that a store's live feed keeps: by a socket, or by asking again and again. */
import { WebSocket } from 'ws';
import { request } from '../bench/connection.mjs';
import { sleep } from '../bench/kedai.mjs';
import { Line } from './line.mjs';

const REOPEN_MS = 100;
/** A socket that is silent for so long is given up, as pages do. */
const SILENCE_MS = 20_000;
const LOOK_MS = 1_000;
const OPEN = ['pending', 'processing', 'ready'];

/** What a board shows, from what it was told. */
class Shown {
  constructor(name, journal) {
    this.name = name;
    this.journal = journal;
    this.sequence = null;
    this.orders = new Map();
    this.events = 0;
    this.snapshots = 0;
  }

  hear(message) {
    if (message.type === 'snapshot') return this.#begin(message);
    if (message.type !== 'event') return;
    const { sequence, event } = message;
    if (sequence !== this.sequence + 1) {
      this.journal.find(`${this.name} was told ${sequence} after ${this.sequence}`);
    }
    this.sequence = sequence;
    this.events += 1;
    this.#show(event.order);
  }

  #begin({ sequence, orders }) {
    if (sequence < this.sequence) this.journal.find(`${this.name} went back from ${this.sequence} to ${sequence}`);
    this.sequence = sequence;
    this.snapshots += 1;
    this.orders = new Map(orders.map((order) => [order.id, order]));
  }

  #show(order) {
    const shown = this.orders.get(order.id);
    if (shown && shown.version > order.version) return;
    if (OPEN.includes(order.status) && !order.deleted) this.orders.set(order.id, order);
    else this.orders.delete(order.id);
  }
}

export class SocketBoard {
  constructor({ name, port, account, store, journal }) {
    Object.assign(this, { port, account, journal, store });
    this.shown = new Shown(name, journal);
    this.isClosed = false;
  }

  /** Keeps a socket open until the board is closed. */
  async run() {
    while (!this.isClosed) {
      const token = await this.account.token();
      await new Promise((resolve) => this.#open(token, resolve));
      if (!this.isClosed) await sleep(REOPEN_MS);
    }
  }

  close() {
    this.isClosed = true;
    this.socket?.terminate();
  }

  #open(token, ended) {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/live?token=${token}`, { perMessageDeflate: false });
    this.socket = socket;
    let silence = setTimeout(() => socket.terminate(), SILENCE_MS);
    socket.on('open', () => {
      const after = this.shown.sequence === null ? {} : { after: this.shown.sequence };
      socket.send(JSON.stringify({ type: 'subscribe', topic: `store:${this.store}`, ...after }));
    });
    socket.on('message', (bytes) => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.terminate(), SILENCE_MS);
      this.#hear(socket, JSON.parse(bytes));
    });
    socket.on('unexpected-response', (_, response) => {
      if (response.statusCode === 401) this.account.forget();
      socket.terminate();
    });
    // Whatever breaks closes it as well.
    socket.on('error', () => {});
    socket.on('close', () => ended(clearTimeout(silence)));
  }

  #hear(socket, message) {
    if (message.type === 'ping') return socket.send('{"type":"pong"}');
    if (message.type !== 'error') return this.shown.hear(message);
    // A token may have ended, or the database be away: the board comes back, as a page does.
    if (message.code === 'unauthenticated') this.account.forget();
    else if (!['unavailable', 'internal'].includes(message.code)) this.journal.find(`a board was refused: ${message.code}`);
    socket.terminate();
  }
}

export class PollingBoard {
  constructor({ name, port, account, store, journal }) {
    Object.assign(this, { account, journal, store });
    this.shown = new Shown(name, journal);
    this.line = new Line(port, journal);
    this.isClosed = false;
  }

  async run() {
    while (!this.isClosed) {
      const after = this.shown.sequence === null ? '' : `?after=${this.shown.sequence}`;
      const path = `/api/v1/live/store:${this.store}${after}`;
      const make = async () => request('GET', path, [`Authorization: Bearer ${await this.account.token()}`]);
      const { status, body } = await this.line.askUntilClear(make, this.account);
      if (status !== 200) this.journal.find(`${this.shown.name} was refused: ${status} ${body?.code}`);
      for (const message of body.messages ?? []) this.shown.hear(message);
      await sleep(LOOK_MS);
    }
    this.line.close();
  }

  close() {
    this.isClosed = true;
  }
}
