// A barcode scanner, as a browser hears one: quick keys, Shift of its own before capitals and most signs, and a
// key at the end. Keys are told by the time they were made, however busy this machine is.
const SHIFTED = /[A-Z~!@#$%^&*()_+{}|:"<>?]/;
const SHIFT = 8;
const ENDS = { Enter: "\r", Tab: "\t" };

/**
 * Types a code, so many milliseconds a key or with such gaps one after the other, ended by a key or by nothing.
 * Gives the time of its last key, so that more may come so many milliseconds after it.
 */
export async function scan(page, code, { gap = 8, end = "Enter", start = Date.now() } = {}) {
  const wire = await page.context().newCDPSession(page);
  const gaps = [gap].flat();
  const presses = [...code].flatMap((letter) => (SHIFTED.test(letter) ? [["Shift"], [letter, letter, SHIFT]] : [[letter, letter]]));
  if (end) presses.push([end, ENDS[end]]);
  let at = start;
  const keys = presses.flatMap(([key, text, modifiers = 0], place) => {
    if (place > 0) at += gaps[(place - 1) % gaps.length];
    const timestamp = at / 1000;
    const down = { type: text ? "keyDown" : "rawKeyDown", key, text, modifiers, timestamp };
    return [down, { type: "keyUp", key, modifiers, timestamp }];
  });
  await Promise.all(keys.map((key) => wire.send("Input.dispatchKeyEvent", key)));
  await wire.detach();
  return at;
}
