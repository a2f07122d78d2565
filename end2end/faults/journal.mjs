/** What clients were told, against which the database is held in the end, and what was found wrong. */

export class Journal {
  constructor() {
    this.acknowledged = 0;
    /** Commands sent again because there was no clear answer. */
    this.repeated = 0;
    this.reads = 0;
    /** Every order that was acknowledged, by id: `{ id, reference, store, version, lifecycle, paid }`. */
    this.orders = new Map();
    /** `{ kind, text }`: what was found, and the fault before it. */
    this.findings = [];
    /** The fault that came last. */
    this.kind = 'before the first fault';
    /** Clients finish what they are at. */
    this.isOver = false;
    /** Nothing works any more: clients stop amid what they are at. */
    this.isGivenUp = false;
    this.waiting = [];
    this.acknowledgedAt = performance.now();
    this.pause = 0;
  }

  /** A command was answered: it is done, and must stay done. */
  acknowledge() {
    const now = performance.now();
    this.pause = Math.max(this.pause, now - this.acknowledgedAt);
    this.acknowledgedAt = now;
    this.acknowledged += 1;
    const reached = this.waiting.filter(({ count }) => count <= this.acknowledged);
    this.waiting = this.waiting.filter(({ count }) => count > this.acknowledged);
    for (const { resolve } of reached) resolve(true);
  }

  /** The longest time in which no command at all was answered, since this was asked last; in milliseconds. */
  longestPause() {
    const { pause } = this;
    this.pause = 0;
    return pause;
  }

  /** Resolves to true once so many commands were acknowledged, to false if that takes too long. */
  reached(count, limit) {
    if (this.acknowledged >= count) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limit);
      this.waiting.push({ count, resolve: (value) => resolve(value, clearTimeout(timer)) });
    });
  }

  /** Notes an order that a client was told of for the first time. */
  placed(order) {
    if (this.orders.has(order.id)) this.find(`${order.reference} is the answer to two orders`);
    this.orders.set(order.id, order);
    return order;
  }

  find(text, kind = this.kind) {
    this.findings.push({ kind, text });
    process.stderr.write(`FOUND after "${kind}": ${text}\n`);
  }
}
