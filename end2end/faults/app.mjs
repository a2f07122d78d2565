/** The shop's app: signed messages, each until it is answered, some many times and in any order. */
import { sleep } from '../bench/kedai.mjs';
import { signed } from '../bench/ingest.mjs';
import { Line } from './line.mjs';
import { Random } from './random.mjs';

const PACE_MS = 150;
const INGEST = '/webhooks/orders/ingest';
const STATUS = '/webhooks/orders/status-update';
const PRICE = 38_000;

export class App {
  constructor({ seed, port, key, store, journal }) {
    Object.assign(this, { port, key, store, journal });
    this.random = new Random(seed, 'app');
    this.line = new Line(port, journal);
    /** Orders that were accepted. */
    this.accepted = [];
  }

  async run() {
    while (!this.journal.isOver) {
      const order = this.#order();
      await this.#ingest(this.line, order);
      if (this.random.next() < 0.8) await this.#cancel(this.line, order);
      await sleep(PACE_MS);
    }
    this.line.close();
  }

  /** One message `copies` times at once, and another that was accepted long ago. */
  async repeat(copies) {
    const order = this.#order();
    await this.#atOnce(Array.from({ length: copies }, () => (line) => this.#ingest(line, order)));
    const old = this.random.pick(this.accepted);
    await this.#atOnce([(line) => this.#ingest(line, old), (line) => this.#ingest(line, old)]);
    await this.#atOnce([(line) => this.#cancel(line, order)]);
  }

  /** An order and its cancellation, both several times, in any order and without waiting for each other. */
  async reorder(random) {
    const order = this.#order();
    const ingest = (line) => this.#ingest(line, order);
    const cancel = (line) => this.#cancel(line, order);
    await this.#atOnce(random.shuffled([ingest, ingest, cancel, cancel, cancel]));
  }

  /** Each on a line of its own: the app itself is at work on its own. */
  async #atOnce(sends) {
    const lines = sends.map(() => new Line(this.port, this.journal));
    await Promise.all(sends.map((send, index) => send(lines[index])));
    for (const line of lines) line.close();
  }

  #order() {
    const number = this.random.between(1, 50);
    return {
      message: {
        client_order_id: `app-${this.random.key()}`,
        store_id: this.store,
        channel: 'app',
        customer: { name: `Budi Santoso ${number}`, phone: `+62 812-0000-${String(number).padStart(4, '0')}` },
        items: [{ sku: 'KOP-02', quantity: 1, unit_price: PRICE }],
        promotion_code: null,
        total: PRICE,
        placed_at: new Date().toISOString(),
      },
      known: null,
      answers: 0,
    };
  }

  /** Sends an order until it is accepted: now, or as the one that is there already. */
  async #ingest(line, order) {
    const answer = await line.askUntilClear(() => signed(this.key, INGEST, order.message));
    const { status, body } = answer;
    if (status !== 200 && body?.code !== 'duplicate_order') {
      return this.journal.find(`an app's order was refused: ${status} ${body?.code}`);
    }
    if (status === 200) order.answers += 1;
    if (order.answers > 1) this.journal.find(`${body.reference} was accepted twice`);
    if (order.known && order.known.id !== body.order_id) {
      this.journal.find(`${order.message.client_order_id} became ${order.known.reference} and ${body.reference}`);
    }
    if (order.known) return;
    const { order_id: id, reference } = body;
    const clientId = order.message.client_order_id;
    order.known = this.journal.placed({ id, reference, clientId, store: this.store, version: 1, lifecycle: 'pending', paid: 0 });
    this.accepted.push(order);
    this.journal.acknowledge();
  }

  /** Calls an order off until that is heard; one that isn't known yet is on its way. */
  async #cancel(line, order) {
    const { client_order_id, store_id } = order.message;
    const message = { client_order_id, store_id, status: 'cancelled', reason: 'changed my mind' };
    for (;;) {
      const { status, body } = await line.askUntilClear(() => signed(this.key, STATUS, message));
      if (status === 404) {
        await sleep(PACE_MS);
        continue;
      }
      if (status !== 200) return this.journal.find(`an app's cancellation was refused: ${status} ${body?.code}`);
      // Its order may be on record while the answer to it is not here yet.
      while (!order.known) await sleep(PACE_MS);
      if (order.known.lifecycle === 'cancelled') return;
      Object.assign(order.known, { version: 2, lifecycle: 'cancelled' });
      return this.journal.acknowledge();
    }
  }
}
