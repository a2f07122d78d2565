/** A way to the server on which connections can be cut and answers held back or lost. */
import { connect, createServer } from 'node:net';

/** How a live socket begins; everything else is requests. */
const LIVE = 'GET /live';
const COMMAND = /^(POST|PATCH) /;

/** One client's connection, and the server's behind it. */
class Link {
  constructor(client, proxy) {
    this.client = client;
    this.proxy = proxy;
    this.server = connect({ port: proxy.target, host: '127.0.0.1', noDelay: true });
    this.isLive = null;
    this.injury = null;
    client.on('data', (bytes) => this.#fromClient(bytes));
    this.server.on('data', (bytes) => this.#fromServer(bytes));
    for (const side of [client, this.server]) {
      // What breaks here is what the clients are here to live with.
      side.on('error', () => this.cut());
      side.on('close', () => this.cut());
    }
  }

  cut() {
    this.client.destroy();
    this.server.destroy();
    this.proxy.links.delete(this);
    this.#suffered();
  }

  /** Lets nothing through to the client for a while, as a client that doesn't read. */
  stall(milliseconds) {
    this.server.pause();
    setTimeout(() => this.server.resume(), milliseconds);
  }

  #suffered() {
    this.injury?.done();
    this.injury = null;
  }

  #fromClient(bytes) {
    const head = bytes.latin1Slice(0, LIVE.length);
    this.isLive ??= head === LIVE;
    if (!this.isLive && COMMAND.test(head)) this.injury ??= this.proxy.waiting.shift() ?? null;
    if (this.injury?.kind === 'unheard') return this.cut();
    this.server.write(bytes);
    if (this.injury?.kind === 'heard') this.#suffered();
    if (this.injury?.kind === 'unfinished') setTimeout(() => this.cut(), this.injury.milliseconds);
  }

  #fromServer(bytes) {
    const { kind, milliseconds } = this.injury ?? {};
    if (kind === 'lost') return this.cut();
    if (kind === 'halved') {
      return this.client.write(bytes.subarray(0, bytes.length / 2), () => this.cut());
    }
    if (kind === 'late') {
      this.#suffered();
      this.server.pause();
      return setTimeout(() => {
        this.client.write(bytes);
        this.server.resume();
      }, milliseconds);
    }
    this.client.write(bytes);
  }
}

export class Proxy {
  /** Listens on a port of its own, before `target`. */
  static async before(target) {
    const proxy = new Proxy(target);
    await new Promise((resolve) => proxy.listener.listen(0, '127.0.0.1', resolve));
    proxy.port = proxy.listener.address().port;
    return proxy;
  }

  constructor(target) {
    this.target = target;
    this.links = new Set();
    /** Injuries for the next commands that come by. */
    this.waiting = [];
    this.listener = createServer({ noDelay: true }, (client) => this.links.add(new Link(client, this)));
  }

  /**
   * Injures the next command; resolves once it is. `unheard`: cut before the server hears of it; `unfinished`: cut
   * that many milliseconds after; `lost`: cut when the answer comes; `halved`: amid the answer; `late`: the
   * answer held back so long; `heard`: nothing but to say that it is on its way.
   */
  injure(kind, milliseconds = 0) {
    return new Promise((done) => this.waiting.push({ kind, milliseconds, done }));
  }

  live() {
    return [...this.links].filter((link) => link.isLive);
  }

  close() {
    this.listener.close();
    for (const link of [...this.links]) link.cut();
  }
}
