// Proves the decoder on bytes of encoders that are not ours, and on what is no ESC/POS at all.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { decode, EscPosError } from './decoder.mjs';

const fixtures = new URL('fixtures/', import.meta.url);
const ascii = (text) => Buffer.from(text, 'latin1');

/** Of an event, what the expected one names; a picture's dots as letters. */
function seen(event, expected) {
  if (!event) return event;
  const dots = (rows) => rows.map((row) => row.map((dot) => (dot ? '#' : '.')).join(''));
  const rows = Array.isArray(event.rows) ? { rows: dots(event.rows) } : {};
  return Object.fromEntries(Object.keys(expected).map((key) => [key, { ...event, ...rows }[key]]));
}

const stems = readdirSync(fixtures).filter((name) => name.endsWith('.bin')).map((name) => name.slice(0, -4));

test('both encoders left fixtures', () => {
  for (const encoder of ['python-escpos', 'receipt-printer-encoder']) {
    assert.ok(stems.filter((stem) => stem.startsWith(encoder)).length >= 4, encoder);
  }
});

for (const stem of stems) {
  test(`reads ${stem}`, () => {
    const { events, ...counts } = JSON.parse(readFileSync(new URL(`${stem}.json`, fixtures), 'utf8'));
    const decoded = decode(readFileSync(new URL(`${stem}.bin`, fixtures)));
    assert.deepEqual(decoded.events.map((event, place) => seen(event, events[place] ?? event)), events);
    for (const [name, count] of Object.entries(counts)) assert.equal(decoded[name], count, name);
    assert.equal(decoded.unprinted, '');
  });
}

test('an unknown command is an error that says where', () => {
  for (const [bytes, offset] of [
    ['abc\x1bZ\x00', 3],
    ['\x1dZ', 0],
    ['a\n\x05', 2],
    ['\x1bt\x63', 0],
    ['\x1dV\x07', 0],
    ['\x1d(A\x02\x00\x00\x00', 0],
    ['\x1d!\x88', 0],
  ]) {
    assert.throws(() => decode(ascii(bytes)), (error) => error instanceof EscPosError && error.offset === offset, bytes);
  }
});

test('a stream that ends in the middle of a command is an error', () => {
  for (const bytes of ['\x1b', '\x1bE', '\x1dv0\x00\x01\x00\x02\x00\xff', '\x1d(k\x05\x001A']) {
    assert.throws(() => decode(ascii(bytes)), /the stream ends/, bytes);
  }
});

test('commands that only work at the beginning of a line are errors elsewhere', () => {
  for (const command of ['\x1dV\x00', '\x1dv0\x00\x01\x00\x01\x00\xff', '\x1ba\x01']) {
    assert.throws(() => decode(ascii(`abc${command}`)), /middle of a line/);
    assert.doesNotThrow(() => decode(ascii(`abc\n${command}`)));
  }
});

test('a letter that the code page lacks is an error, as is a QR code that was never stored', () => {
  assert.throws(() => decode(ascii('\x1d(k\x03\x001Q0')), /nothing is stored/);
  assert.throws(() => decode(ascii('\x1bt\x10\x81')), /missing from the code page/);
  assert.throws(() => decode(ascii('\x7f')), EscPosError);
});

test('a reset forgets style, alignment and code page', () => {
  const [before, after] = decode(ascii('\x1bE\x01\x1d!\x11\x1ba\x02\x1bt\x10\xe9\n\x1b@\x82\n')).lines;
  assert.deepEqual([before.text, before.bold, before.width, before.align], ['é', true, 2, 'right']);
  assert.deepEqual([after.text, after.bold, after.width, after.align], ['é', false, 1, 'left']);
});

test('a cheap printer makes Han letters of accents until FS . tells it not to', () => {
  const cheap = { startsInChineseMode: true };
  assert.equal(decode(ascii('\x1bt\x10caf\xe9!\n'), cheap).lines[0].text, 'caf〓');
  assert.equal(decode(ascii('\x1c.\x1bt\x10caf\xe9!\n'), cheap).lines[0].text, 'café!');
  assert.equal(decode(ascii('\x1c.\x1b@\x1bt\x10caf\xe9!\n'), cheap).lines[0].text, 'caf〓', 'ESC @ turns it on again');
});

test('styles within a line are kept apart', () => {
  const [line] = decode(ascii('a\x1bE\x01b\x1d!\x10c\n')).lines;
  assert.deepEqual(line.runs.map((run) => [run.text, run.bold, run.width]), [['a', false, 1], ['b', true, 1], ['c', true, 2]]);
  assert.equal(line.columns, 4);
});

test('status requests, real-time pulses and text that never comes out are told', () => {
  const decoded = decode(ascii('\x10\x04\x01\x10\x04\x04\x10\x14\x01\x01\x02left over'));
  assert.deepEqual(decoded.statusRequests, [1, 4]);
  assert.deepEqual(decoded.drawerKicks, [{ type: 'drawer', pin: 5, onMs: 200, offMs: 200 }]);
  assert.equal(decoded.unprinted, 'left over');
});
