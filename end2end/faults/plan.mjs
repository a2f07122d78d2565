/** Which faults come in which order, and after how many acknowledged commands each. */
import { Random } from './random.mjs';

/** How many of a thousand faults are of a kind. What costs seconds is rarer than what costs none. */
const SHARES = {
  'server killed': 115,
  'server and database killed': 10,
  'database stopped for a while': 40,
  'database killed': 10,
  'connection of the database killed': 15,
  'command cut on its way': 90,
  'connection cut while the server works': 130,
  'answer lost': 140,
  'answer cut in half': 60,
  'answer 1 s late': 60,
  'answer 5 s late': 40,
  'answer 10 s late': 30,
  'boards cut': 80,
  'board that stops reading': 30,
  'webhook repeated': 90,
  'webhooks out of order': 60,
};
const WHOLE = 1_000;
/** The most commands between two faults. */
const MOST_BETWEEN = 8;

/** How often each kind comes: by its share, and each at least once. */
function counts(faults) {
  const kinds = Object.keys(SHARES);
  const counted = new Map(kinds.map((kind) => [kind, Math.max(1, Math.floor((SHARES[kind] * faults) / WHOLE))]));
  const sum = () => [...counted.values()].reduce((total, count) => total + count, 0);
  for (let index = 0; sum() < faults; index += 1) {
    const kind = kinds[index % kinds.length];
    counted.set(kind, counted.get(kind) + 1);
  }
  return counted;
}

/**
 * The faults in their order, each `{ kind, after, chance }`: the next comes `after` commands later; `chance` decides
 * the details.
 */
export function plan(seed, faults) {
  const random = new Random(seed, 'plan');
  const kinds = [...counts(faults)].flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  return random.shuffled(kinds).map((kind, index) => ({
    kind,
    after: random.between(1, MOST_BETWEEN),
    chance: new Random(seed, `fault ${index}`),
  }));
}
