// Judges what crate `receipt` sends to each printer: the paper must be the preview, row for row.
// The golden files are written by `WRITE_GOLDEN=1 cargo test -p receipt golden`, and its ordinary
// tests fail when they are no longer what is sent.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import jsQR from 'jsqr';

import { decode } from './decoder.mjs';
import { inkBounds, stacked, toRgba } from './decoder/pictures.mjs';

const golden = new URL('golden/', import.meta.url);
const names = readdirSync(golden);
/** Every clone's bad habit at once: what prints right on such a printer prints right on a good one. */
const cheap = { startsInChineseMode: true };

const read = (name) => decode(readFileSync(new URL(name, golden)), cheap);
const expectation = (stem) => JSON.parse(readFileSync(new URL(`${stem}.json`, golden), 'utf8'));
const profiles = names.filter((name) => name.endsWith('.drawer.bin')).map((name) => name.slice(0, -'.drawer.bin'.length));

/** Events in order, taken one by one. */
class Paper {
  constructor(events) {
    this.events = [...events];
  }

  take(type) {
    const event = this.events.shift();
    assert.equal(event?.type, type, JSON.stringify({ ...event, rows: undefined, runs: undefined }));
    return event;
  }

  /** Pictures without a gap between them, until they are `height` rows of dots or more. */
  picture(height) {
    const bands = [];
    const rows = () => bands.reduce((sum, band) => sum + band.height, 0);
    while (rows() < height && this.events[0]?.type === 'image') {
      bands.push(this.events.shift());
      assert.equal(bands.at(-1).gapless, true, 'a gap under a band');
      assert.equal(bands.at(-1).align, 'left', 'no reliance on the alignment of pictures');
      assert.ok(bands.at(-1).height <= 256, 'a band too high for small buffers');
    }
    assert.ok(bands.length > 0, 'no picture');
    return stacked(bands);
  }
}

/** Reads a QR code as a telephone does, and measures it as a telephone needs it. */
function readQr(picture, dots) {
  const bounds = inkBounds(picture);
  const code = jsQR(toRgba(picture), picture.width, picture.height);
  assert.ok(code, 'a QR code that can be read');
  const modules = 17 + 4 * code.version;
  const moduleDots = (bounds.right - bounds.left + 1) / modules;
  assert.equal(moduleDots, Math.round(moduleDots), 'whole dots');
  assert.equal(bounds.bottom - bounds.top + 1, modules * moduleDots, 'a square');
  assert.ok(moduleDots >= 4, `${moduleDots} dots a module`);
  const quiet = 4 * moduleDots;
  assert.ok(bounds.top >= quiet && bounds.left >= quiet, 'quiet zone above and left');
  assert.ok(picture.height - 1 - bounds.bottom >= quiet && dots - 1 - bounds.right >= quiet, 'and below and right');
  assert.ok(Math.abs(bounds.left - (dots - 1 - bounds.right)) <= 1, 'in the middle');
  return code.data;
}

function checkQr(paper, { native_qr: native, dots }, { qr: text, picture_rows: rows }) {
  if (!native) return assert.equal(readQr(paper.picture(rows), dots), text);
  assert.equal(paper.take('feed').rows, 1);
  const code = paper.take('qr');
  assert.deepEqual([code.text, code.align, code.model, code.level], [text, 'center', 2, 'M']);
  assert.ok(code.moduleDots >= 4);
  return assert.equal(paper.take('feed').rows, 1);
}

function checkImage(paper, { dots }, { align, style }) {
  const height = 24 * style.height;
  const picture = paper.picture(height);
  assert.equal(picture.height, height);
  const { left, right } = inkBounds(picture);
  assert.ok(right < dots, 'on the paper');
  if (align === 'left') assert.equal(left, 0);
  if (align === 'right') assert.ok(dots - 1 - right <= 2);
  if (align === 'center') assert.ok(Math.abs(left - (dots - 1 - right)) <= 3);
}

function checkCut(paper, { cutter }) {
  assert.ok(paper.take('feed').rows >= 3, 'fed past the cutter');
  if (cutter) paper.take('cut');
}

function checkLine(paper, { columns }, text, style) {
  const line = paper.take('line');
  assert.equal(line.text, text);
  assert.ok(line.columns <= columns, `${line.columns} columns`);
  assert.equal(line.runs.length, 1, 'one style in a row');
  assert.deepEqual({ bold: line.bold, width: line.width, height: line.height }, style);
  assert.equal(line.align, 'left', 'spaces put it in its place');
}

function checkRow(paper, profile, row) {
  if (row === 'rule') {
    checkLine(paper, profile, '-'.repeat(profile.columns), { bold: false, width: 1, height: 1 });
  } else if (row === 'cut') checkCut(paper, profile);
  else if ('text' in row) checkLine(paper, profile, row.text, row.style);
  else if ('image' in row) checkImage(paper, profile, row);
  else if ('qr' in row) checkQr(paper, profile, row);
  else assert.fail(`what is ${JSON.stringify(row)}?`);
}

function checkBeginning(job) {
  assert.deepEqual([job.resets, job.chineseModeOff, job.countries], [1, 1, [0]]);
  assert.equal(job.unprinted, '');
}

test('there is something to judge for every profile', () => {
  assert.ok(profiles.length >= 5);
  for (const profile of profiles) {
    const receipts = names.filter((name) => name.startsWith(`${profile}.`) && name.endsWith('.json'));
    assert.ok(receipts.length >= 3, profile);
  }
});

for (const name of names.filter((each) => each.endsWith('.json'))) {
  const stem = name.slice(0, -'.json'.length);
  test(`${stem}: the paper is the preview`, () => {
    const profile = expectation(stem);
    const job = read(`${stem}.bin`);
    checkBeginning(job);
    const paper = new Paper(job.events);
    for (const row of profile.rows) checkRow(paper, profile, row);
    assert.deepEqual(paper.events, [], 'nothing more comes out');
  });
}

for (const id of profiles) {
  test(`${id}: the test slip measures the printer`, () => {
    const profile = expectation(`${id}.coffee`);
    const job = read(`${id}.test-slip.bin`);
    checkBeginning(job);
    const ruler = job.lines.find((line) => line.text.startsWith('1234567890'));
    assert.equal(ruler.columns, profile.columns);
    assert.ok(job.lines.some((line) => line.text.includes('é è ñ ç ü ß Å £ €')), 'accents');
    assert.ok(job.lines.some((line) => line.text.includes('Łódź')), 'Polish');
    assert.ok(job.lines.some((line) => line.text.includes('Привет')), 'Cyrillic');
    const code = profile.native_qr ? job.qrs[0].text : readQr(stacked(job.images), profile.dots);
    assert.equal(code, 'KEDAI TEST');
    assert.equal(job.cuts.length, profile.cutter ? 1 : 0);
  });

  test(`${id}: the drawer opens, and nothing is printed`, () => {
    const job = read(`${id}.drawer.bin`);
    assert.deepEqual(job.events, [{ type: 'drawer', pin: 2, onMs: 100, offMs: 500 }]);
  });
}

test('status is asked for in all four ways', () => {
  assert.deepEqual(read('status-request.bin').statusRequests, [1, 2, 3, 4]);
});
