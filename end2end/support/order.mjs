// Tests run in an order that none can rely on: shuffled by a seed, which is printed and may be given. Playwright
// takes them as their suites list them and has no setting for another order, so its suites list them in ours.
import common from "playwright/lib/common";

/** Numbers of 0 to below 1 that follow from a seed (mulberry32). */
function* numbers(seed) {
  let state = seed >>> 0;
  while (true) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function shuffled(list, seed) {
  const [random, result] = [numbers(seed), [...list]];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next().value * (last + 1));
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}

/** From here on the tests of each project come in an order of this seed. */
export function shuffleTests(seed) {
  const inOrder = common.test.Suite.prototype.allTests;
  if (typeof inOrder !== "function") throw new Error("This Playwright lists its tests in another way: see support/order.mjs.");
  common.test.Suite.prototype.allTests = function allTests() {
    const tests = inOrder.call(this);
    return this._type === "project" ? shuffled(tests, seed) : tests;
  };
}
