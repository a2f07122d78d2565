/** Chance that a seed decides: the same seed, the same faults, commands and keys. */

/** A generator of its own for each `name`: what one client draws changes nothing for the others. */
export class Random {
  constructor(seed, name = '') {
    this.state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193), seed >>> 0);
  }

  /** A number of 0…1, without 1 (mulberry32). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number of `from`…`to`, both included. */
  between(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick(values) {
    return values[this.between(0, values.length - 1)];
  }

  shuffled(values) {
    const left = [...values];
    return values.map(() => left.splice(this.between(0, left.length - 1), 1)[0]);
  }

  /** Letters and digits that come once. */
  key() {
    return Array.from({ length: 4 }, () => this.between(0, 2 ** 32 - 1).toString(16).padStart(8, '0')).join('');
  }
}
