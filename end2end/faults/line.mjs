/** A client's line to the shop, and the account it works with. */
import { Connection } from '../bench/connection.mjs';
import { sleep } from '../bench/kedai.mjs';

/** A client that waited so long asks again. */
const PATIENCE_MS = 4_000;
const PAUSE_MS = 100;
const TRIES = 600;

/** Somebody signed in, and anew whenever the token has ended. */
export class Account {
  constructor(kedai, email) {
    this.kedai = kedai;
    this.email = email;
    this.signedIn = null;
  }

  token() {
    this.signedIn ??= this.#signIn();
    return this.signedIn;
  }

  forget() {
    this.signedIn = null;
  }

  async #signIn() {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const token = await this.kedai.signIn(this.email).catch(() => null);
      if (token) return token;
      await sleep(PAUSE_MS);
    }
    throw new Error(`${this.email} can't sign in`);
  }
}

function within(limit, promise) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('late')), limit)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class Line {
  constructor(port, journal) {
    this.port = port;
    this.journal = journal;
    this.connection = null;
  }

  /** Asks once; resolves to `{ status, head, body }`, the body read, or to null without a clear answer. */
  async ask(bytes) {
    try {
      this.connection ??= await Connection.open(this.port);
      const { status, head, body } = await within(PATIENCE_MS, this.connection.request(bytes));
      return { status, head, body: body.length > 0 ? JSON.parse(body) : null };
    } catch {
      this.close();
      return null;
    }
  }

  /**
   * Asks until the answer is clear: neither silence nor "not now". `make()` gives the bytes of each try. Besides
   * the answer resolves to `wasPromised`: each earlier try was answered, and with the word that nothing was done.
   */
  async askUntilClear(make, account) {
    let wasPromised = true;
    for (let tries = 0; tries < TRIES && !this.journal.isGivenUp; tries += 1) {
      const answer = await this.ask(await make());
      if (answer && answer.status < 500 && answer.status !== 401 && answer.status !== 429) {
        return { ...answer, tries, wasPromised: wasPromised && tries > 0 };
      }
      wasPromised &&= /Nothing was done/.test(answer?.body?.detail ?? '');
      if (answer?.status === 401) account?.forget();
      this.journal.repeated += 1;
      await sleep(PAUSE_MS);
    }
    throw new Error('no clear answer for a minute');
  }

  close() {
    this.connection?.close();
    this.connection = null;
  }
}
