/** A till: places orders, moves them, takes payments and reads them back, until the end. */
import { request } from '../bench/connection.mjs';
import { sleep } from '../bench/kedai.mjs';
import { sale } from '../bench/orders.mjs';
import { Line } from './line.mjs';
import { Random } from './random.mjs';

const PACE_MS = 25;
/** A till works at a few orders at a time. */
const MOST_OPEN = 4;
const NEXT = { pending: 'processing', processing: 'ready', ready: 'completed' };
const ORDERS = '/api/v1/offline-orders';
const CANCELLED_OF = 8;

export class Till {
  constructor({ seed, name, port, account, products, store, journal }) {
    Object.assign(this, { account, products, store, journal });
    this.random = new Random(seed, name);
    this.line = new Line(port, journal);
    /** Orders under way; only this till touches them. */
    this.open = [];
  }

  async run() {
    while (!this.journal.isOver) {
      await this.#step();
      await sleep(PACE_MS);
    }
    this.line.close();
  }

  async #step() {
    if (this.open.length < MOST_OPEN) return this.#place();
    const order = this.random.pick(this.open);
    const chance = this.random.next();
    if (chance < 0.3) return this.#read(order);
    if (chance < 0.35) return this.#list();
    if (order.paid < order.total) return this.#pay(order);
    return this.#move(order);
  }

  /** An order unlike any that this till places. */
  another() {
    return { ...sale(this.products, this.store, false), note: 'another' };
  }

  /** A request of this till's; `key` makes it a command that is done once. */
  #request(method, path, key, body) {
    return async () => {
      const headers = [`Authorization: Bearer ${await this.account.token()}`];
      if (key) headers.push(`Idempotency-Key: ${key}`);
      return request(method, path, headers, body);
    };
  }

  async #command(what, method, path, key, body) {
    const answer = await this.line.askUntilClear(this.#request(method, path, key, body), this.account);
    if (answer.status > 299) {
      this.journal.find(`${what} was refused: ${answer.status} ${answer.body?.code}`);
      return null;
    }
    if (answer.wasPromised && /idempotent-replay: true/i.test(answer.head)) {
      this.journal.find(`${what} was done although it was said that nothing was`);
    }
    return answer.body;
  }

  async #place() {
    const key = this.random.key();
    const order = sale(this.products, this.store, false);
    if (this.random.next() < 0.4) {
      const number = this.random.between(1, 50);
      order.customer = { name: `Sari Dewi ${number}`, phone: `+62 811-0000-${String(number).padStart(4, '0')}` };
      const due = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
      order.payment = { type: 'later', due_date: due };
    }
    const told = await this.#command('an order', 'POST', ORDERS, key, order);
    if (!told) return;
    if (told.version !== 1) this.journal.find(`${told.reference} begins with version ${told.version}`);
    const { id, reference, version, lifecycle, total, amount_paid: paid } = told;
    this.open.push(this.journal.placed({ id, reference, key, store: this.store, version, lifecycle, total, paid }));
    this.journal.acknowledge();
  }

  async #move(order) {
    const isCancelled = this.random.between(1, CANCELLED_OF) === 1;
    const status = isCancelled ? 'cancelled' : NEXT[order.lifecycle];
    const body = isCancelled ? { status, reason: 'the customer left' } : { status };
    const told = await this.#command(`a move to ${status}`, 'PATCH', `/api/v1/orders/${order.id}/status`, null, body);
    if (!told) return;
    Object.assign(order, { version: order.version + 1, lifecycle: status, paid: isCancelled ? 0 : order.paid });
    this.#compare(order, told, 'the answer to a move');
    if (['completed', 'cancelled'].includes(status)) this.open.splice(this.open.indexOf(order), 1);
    this.journal.acknowledge();
  }

  /** Pays half of what is due, or what is left if that is little. */
  async #pay(order) {
    const due = order.total - order.paid;
    const amount = order.paid === 0 ? Math.floor(due / 2) : due;
    const payment = { amount, method: 'card' };
    const told = await this.#command('a payment', 'POST', `${ORDERS}/${order.id}/payments`, this.random.key(), payment);
    if (!told) return;
    Object.assign(order, { version: order.version + 1, paid: order.paid + amount });
    this.#compare(order, told, 'the answer to a payment');
    this.journal.acknowledge();
  }

  async #read(order) {
    const answer = await this.line.askUntilClear(this.#request('GET', `${ORDERS}/${order.id}`), this.account);
    this.journal.reads += 1;
    if (answer.status !== 200) return this.journal.find(`${order.reference} can't be read: ${answer.status}`);
    this.#compare(order, answer.body, 'reading');
  }

  async #list() {
    const path = `${ORDERS}?store=${this.store}&limit=50`;
    const { body } = await this.line.askUntilClear(this.#request('GET', path), this.account);
    this.journal.reads += 1;
    const ids = new Set(body.items?.map(({ id }) => id));
    if (ids.size !== body.items?.length) this.journal.find('a list shows an order twice');
  }

  #compare(order, told, where) {
    const known = `${order.version} ${order.lifecycle} ${order.paid}`;
    const heard = `${told.version} ${told.lifecycle} ${told.amount_paid}`;
    if (known !== heard) this.journal.find(`${where}: ${order.reference} is "${heard}" and not "${known}"`);
  }
}
