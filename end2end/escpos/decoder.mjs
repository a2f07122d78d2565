/**
 * Decodes ESC/POS, for tests: written from Epson's command reference, and proved on the bytes of
 * encoders that are not ours before it judges ours. A command it doesn't know is an error, since a
 * decoder that skips silently proves nothing.
 *
 * Result of `decode`:
 *   events          everything that comes out, in order, each with a `type`:
 *     line          { text, align, bold, width, height, underline, columns, runs }; the style is
 *                   that of the first letter, `runs` has them all
 *     image         { width, height, rows, align, gapless }; `gapless` if the next row touches it
 *     qr            { text, model, moduleDots, level, align }
 *     feed          { rows } or { dots }
 *     cut           { kind: 'full' | 'partial', feedDots }
 *     drawer        { pin: 2 | 5, onMs, offMs }
 *   lines, images, qrs, cuts, drawerKicks   the same, by type
 *   resets, chineseModeOff, statusRequests  how often, and which `n`
 *   countries, codePages                    each `n` of `ESC R` and `ESC t`, in order
 *   unprinted       text behind the last line feed, which a printer would keep to itself
 *
 * Option `startsInChineseMode`: be a cheap printer, on which bytes above 0x7F pair into Han letters
 * (shown as 〓) after switching on and after `ESC @`, until `FS .`.
 */
import { CODE_PAGES } from './decoder/code_pages.mjs';
import { Reader } from './decoder/errors.mjs';
import { fromColumns, fromRaster } from './decoder/pictures.mjs';
import { QrStore } from './decoder/qr_store.mjs';

export { EscPosError } from './decoder/errors.mjs';

const [DLE, ESC, FS, GS] = [0x10, 0x1b, 0x1c, 0x1d];
const ALIGNMENTS = ['left', 'center', 'right'];
const DEFAULT_LINE_SPACING = 30;

export function decode(bytes, { startsInChineseMode = false } = {}) {
  const printer = new Printer(new Reader(bytes), startsInChineseMode);
  while (!printer.reader.ended) printer.step();
  return printer.result();
}

class Printer {
  constructor(reader, startsInChineseMode) {
    this.reader = reader;
    this.startsInChineseMode = startsInChineseMode;
    this.events = [];
    this.resets = 0;
    this.chineseModeOff = 0;
    this.statusRequests = [];
    this.countries = [];
    this.codePages = [];
    this.reset();
  }

  /** The state after switching on, and after `ESC @`. */
  reset() {
    this.runs = [];
    this.columnImage = null;
    this.style = { bold: false, width: 1, height: 1, underline: 0 };
    this.align = 'left';
    this.lineSpacing = DEFAULT_LINE_SPACING;
    this.letter = CODE_PAGES.get(0);
    this.chineseMode = this.startsInChineseMode;
    this.qr = new QrStore();
  }

  step() {
    const { reader } = this;
    reader.commandOffset = reader.offset;
    const byte = reader.byte();
    if (byte >= 0x20) return this.print(byte);
    if (byte === 0x0a) return this.endLine();
    // Carriage return: printers that feed on LF, as all here do, ignore it.
    if (byte === 0x0d) return undefined;
    const commands = { [DLE]: DLE_COMMANDS, [ESC]: ESC_COMMANDS, [FS]: FS_COMMANDS, [GS]: GS_COMMANDS }[byte];
    if (!commands) return reader.fail('unknown control byte');
    const command = commands[String.fromCharCode(reader.byte())];
    if (!command) return reader.fail('unknown command');
    return command(this, reader);
  }

  print(byte) {
    if (this.columnImage) this.reader.fail('text beside columns of an image');
    if (byte === 0x7f) this.reader.fail('unknown control byte');
    const text = byte >= 0x80 && this.chineseMode ? (this.reader.byte(), '〓') : this.letter(byte);
    if (text === undefined) this.reader.fail('letter missing from the code page');
    const last = this.runs.at(-1);
    const same = last && Object.entries(this.style).every(([name, value]) => last[name] === value);
    if (same) last.text += text;
    else this.runs.push({ text, ...this.style });
  }

  /** What waits in the line comes out; `true` if there was anything. */
  flush() {
    const waiting = this.runs.length > 0 || this.columnImage !== null;
    if (this.columnImage) {
      const gapless = this.lineSpacing <= this.columnImage.height;
      this.events.push({ type: 'image', ...this.columnImage, align: this.align, gapless });
    } else if (waiting) {
      const text = this.runs.map((run) => run.text).join('');
      const columns = this.runs.reduce((sum, run) => sum + run.text.length * run.width, 0);
      const { bold, width, height, underline } = this.runs[0];
      this.events.push({ type: 'line', text, align: this.align, bold, width, height, underline, columns, runs: this.runs });
    }
    this.runs = [];
    this.columnImage = null;
    return waiting;
  }

  endLine() {
    if (!this.flush()) this.events.push({ type: 'line', text: '', align: this.align, ...this.style, columns: 0, runs: [] });
  }

  /** Some commands work only at the beginning of a line; elsewhere their bytes would be printed. */
  atLineStart(name) {
    if (this.runs.length > 0 || this.columnImage) this.reader.fail(`${name} in the middle of a line`);
  }

  result() {
    const of = (type) => this.events.filter((event) => event.type === type);
    return {
      events: this.events,
      lines: of('line'),
      images: of('image'),
      qrs: of('qr'),
      cuts: of('cut'),
      drawerKicks: of('drawer'),
      resets: this.resets,
      chineseModeOff: this.chineseModeOff,
      statusRequests: this.statusRequests,
      countries: this.countries,
      codePages: this.codePages,
      unprinted: this.runs.map((run) => run.text).join(''),
    };
  }
}

/** One of the values that a parameter may have: some commands take digits as well as numbers. */
function oneOf(reader, values, name) {
  const parameter = reader.byte();
  if (!(parameter in values)) reader.fail(`${name}: parameter ${parameter} has no meaning`);
  return values[parameter];
}

function kickDrawer(printer, pin, onMs, offMs) {
  printer.events.push({ type: 'drawer', pin, onMs, offMs });
}

const DLE_COMMANDS = {
  '\x04': (printer, reader) => printer.statusRequests.push(oneOf(reader, { 1: 1, 2: 2, 3: 3, 4: 4 }, 'DLE EOT')),
  '\x14': (printer, reader) => {
    if (reader.byte() !== 1) reader.fail('DLE DC4: only function 1 is known');
    const pin = oneOf(reader, { 0: 2, 1: 5 }, 'DLE DC4');
    const time = reader.byte() * 100;
    kickDrawer(printer, pin, time, time);
  },
};

/** Bytes per column and mode of `ESC *`. */
const COLUMN_BYTES = { 0: 1, 1: 1, 32: 3, 33: 3 };

const ESC_COMMANDS = {
  '@': (printer) => {
    printer.reset();
    printer.resets += 1;
  },
  '!': (printer, reader) => {
    const modes = reader.byte();
    if (modes & 0x46) reader.fail('ESC !: undefined bits');
    printer.style = {
      bold: (modes & 0x08) !== 0,
      height: modes & 0x10 ? 2 : 1,
      width: modes & 0x20 ? 2 : 1,
      underline: modes & 0x80 ? 1 : 0,
    };
  },
  '-': (printer, reader) => {
    const underline = oneOf(reader, { 0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2 }, 'ESC -');
    printer.style = { ...printer.style, underline };
  },
  '*': (printer, reader) => {
    const bytesPerColumn = oneOf(reader, COLUMN_BYTES, 'ESC *');
    const width = reader.word();
    printer.atLineStart('ESC *');
    printer.columnImage = fromColumns(reader.take(width * bytesPerColumn), width, bytesPerColumn);
  },
  2: (printer) => {
    printer.lineSpacing = DEFAULT_LINE_SPACING;
  },
  3: (printer, reader) => {
    printer.lineSpacing = reader.byte();
  },
  E: (printer, reader) => {
    printer.style = { ...printer.style, bold: (reader.byte() & 1) === 1 };
  },
  J: (printer, reader) => {
    printer.flush();
    printer.events.push({ type: 'feed', dots: reader.byte() });
  },
  M: (printer, reader) => oneOf(reader, { 0: 'A', 1: 'B', 48: 'A', 49: 'B' }, 'ESC M'),
  R: (printer, reader) => printer.countries.push(reader.byte()),
  a: (printer, reader) => {
    const place = oneOf(reader, { 0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2 }, 'ESC a');
    printer.atLineStart('ESC a');
    printer.align = ALIGNMENTS[place];
  },
  d: (printer, reader) => {
    const rows = reader.byte() - (printer.flush() ? 1 : 0);
    if (rows > 0) printer.events.push({ type: 'feed', rows });
  },
  p: (printer, reader) => {
    const pin = oneOf(reader, { 0: 2, 1: 5, 48: 2, 49: 5 }, 'ESC p');
    const [on, off] = [reader.byte(), reader.byte()];
    kickDrawer(printer, pin, on * 2, off * 2);
  },
  t: (printer, reader) => {
    const number = reader.byte();
    if (!CODE_PAGES.has(number)) reader.fail(`ESC t: unknown code page ${number}`);
    printer.letter = CODE_PAGES.get(number);
    printer.codePages.push(number);
  },
};

const FS_COMMANDS = {
  '.': (printer) => {
    printer.chineseMode = false;
    printer.chineseModeOff += 1;
  },
  '&': (printer) => {
    printer.chineseMode = true;
  },
};

const GS_COMMANDS = {
  '!': (printer, reader) => {
    const times = reader.byte();
    if (times & 0x88) reader.fail('GS !: undefined bits');
    printer.style = { ...printer.style, width: (times >> 4) + 1, height: (times & 0x0f) + 1 };
  },
  '(': (printer, reader) => {
    if (reader.byte() !== 0x6b) reader.fail('unknown command');
    const parameters = reader.take(reader.word());
    const code = printer.qr.execute(parameters, reader);
    if (!code) return;
    printer.atLineStart('GS ( k');
    printer.events.push({ type: 'qr', ...code, align: printer.align });
  },
  B: (printer, reader) => {
    if (reader.byte() & 1) reader.fail('GS B: white on black is not supported');
  },
  V: (printer, reader) => {
    const cut = oneOf(reader, { 0: 'full', 48: 'full', 1: 'partial', 49: 'partial', 65: 'FULL', 66: 'PARTIAL' }, 'GS V');
    printer.atLineStart('GS V');
    const kind = cut.toLowerCase();
    printer.events.push({ type: 'cut', kind, feedDots: cut === kind ? 0 : reader.byte() });
  },
  v: (printer, reader) => {
    if (reader.byte() !== 0x30) reader.fail('unknown command');
    const scale = oneOf(reader, { 0: 1, 48: 1 }, 'GS v 0');
    const [widthBytes, height] = [reader.word() * scale, reader.word()];
    if (widthBytes === 0 || height === 0) reader.fail('GS v 0: a picture of nothing');
    printer.atLineStart('GS v 0');
    const picture = fromRaster(reader.take(widthBytes * height), widthBytes, height);
    printer.events.push({ type: 'image', ...picture, align: printer.align, gapless: true });
  },
};
