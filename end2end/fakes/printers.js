// Stand-ins for navigator.usb and navigator.serial, for an init script: `page.addInitScript({ path })`.
// They record every byte and fail on command, as real printers and systems do. What is plugged in and what
// the page was granted outlives a reload, as in a browser; recorded bytes don't.
//
// Before the page loads, `window.__printersSetup = { usb: [{…}], serial: [{…}] }` (an earlier init script)
// says what there is; without it, one Epson over USB and one serial port. Then, from a test:
//
//   __printers.usb[0].bytes                what was printed, as an array of numbers
//   __printers.usb[0].writes               the lengths of the pieces it came in
//   __printers.usb[0].calls                what was called on it, in order
//   __printers.unplug('usb', 0), .plug('usb', 0)
//   __printers.choose = 1                  which one the next picker gives; null cancels it
//   __printers.status = null               no answer to DLE EOT; an array of four bytes: these
//   __printers.fault({ call: 'transferOut', error: 'NetworkError', after: 1, times: 1 })
//
// A fault is one of: `error` (a DOMException's name), `stall: true`, `short: n` (takes n bytes only),
// `unplug: true` (the cable is pulled in the middle), `hang: true` (no answer: paper out), `slow: ms`.
// `call` is the method: requestDevice, requestPort, open, claimInterface, transferOut, write …
(() => {
  if (location.protocol === 'about:') return; // a blank page has neither printers nor storage
  const STORE = '__printers';
  const EPSON = {
    vendorId: 0x04b8, productId: 0x0e15, manufacturerName: 'EPSON', productName: 'TM-T20II', serialNumber: 'J1',
  };
  const WELL = [0x12, 0x12, 0x12, 0x12];
  const PRINTER_CLASS = 7;

  const kept = JSON.parse(sessionStorage.getItem(STORE) ?? 'null');
  const setup = kept ?? window.__printersSetup ?? { usb: [EPSON], serial: [{}] };
  const faults = [];

  function exception(name) {
    return new DOMException(`fake ${name}`, name);
  }

  function keep() {
    const plain = (device) => ({ ...device.facts, granted: device.granted, plugged: device.plugged });
    const state = { usb: printers.usb.map(plain), serial: printers.serial.map(plain) };
    sessionStorage.setItem(STORE, JSON.stringify(state));
  }

  /** The fault that is due for this call, if any. */
  function due(call) {
    const fault = faults.find((one) => one.call === call && one.times > 0);
    if (!fault) return {};
    if (fault.after > 0) {
      fault.after -= 1;
      return {};
    }
    fault.times -= 1;
    return fault;
  }

  async function obey(call) {
    const fault = due(call);
    if (fault.hang) await new Promise(() => {});
    if (fault.slow) await new Promise((resolve) => setTimeout(resolve, fault.slow));
    if (fault.error) throw exception(fault.error);
    return fault;
  }

  /** What every stand-in has: what is recorded, and whether it is there. */
  class Device extends EventTarget {
    constructor(facts) {
      super();
      const { granted = false, plugged = true, ...rest } = facts;
      Object.assign(this, { facts: rest, granted, plugged, bytes: [], writes: [], calls: [], answers: [], waiting: [] });
    }

    async enter(call) {
      this.calls.push(call);
      if (!this.plugged) throw exception(this.gone);
      return obey(call);
    }

    /** Takes a piece, and answers what it asks. */
    take(piece, length) {
      const taken = [...piece.slice(0, length)];
      this.bytes.push(...taken);
      this.writes.push(taken.length);
      for (let at = 0; at + 2 < taken.length; at += 1) {
        const isQuestion = taken[at] === 0x10 && taken[at + 1] === 0x04;
        if (isQuestion && printers.status) this.answer(printers.status[taken[at + 2] - 1]);
      }
    }

    answer(byte) {
      if (byte === undefined) return;
      this.answers.push(byte);
      const waiting = this.waiting.shift();
      if (waiting) waiting(this.answers.splice(0));
    }

    heard() {
      if (this.answers.length > 0) return Promise.resolve(this.answers.splice(0));
      return new Promise((resolve) => this.waiting.push(resolve));
    }

    async forget() {
      this.calls.push('forget');
      this.granted = false;
      keep();
    }
  }

  class FakeUsbDevice extends Device {
    gone = 'NotFoundError';
    opened = false;
    configuration = null;

    // A device with two interfaces, the printing one second: 0 is a keyboard's.
    configurations = [{
      configurationValue: 1,
      interfaces: this.facts?.interfaces ?? [
        { interfaceNumber: 0, alternates: [{ alternateSetting: 0, interfaceClass: 3, endpoints: [] }] },
        {
          interfaceNumber: 1,
          alternates: [{
            alternateSetting: 0,
            interfaceClass: PRINTER_CLASS,
            endpoints: [
              { endpointNumber: 2, direction: 'out', type: 'bulk', packetSize: 64 },
              { endpointNumber: 1, direction: 'in', type: 'bulk', packetSize: 64 },
            ],
          }],
        },
      ],
    }];

    get vendorId() { return this.facts.vendorId; }
    get productId() { return this.facts.productId; }
    get manufacturerName() { return this.facts.manufacturerName; }
    get productName() { return this.facts.productName; }
    get serialNumber() { return this.facts.serialNumber; }

    async open() {
      await this.enter('open');
      this.opened = true;
    }

    async close() {
      this.calls.push('close');
      this.opened = false;
      this.claimed = undefined;
    }

    async selectConfiguration(value) {
      await this.enter('selectConfiguration');
      this.configuration = this.configurations.find((one) => one.configurationValue === value) ?? null;
    }

    async claimInterface(number) {
      await this.enter('claimInterface');
      this.claimed = number;
    }

    async selectAlternateInterface() {
      await this.enter('selectAlternateInterface');
    }

    async clearHalt(direction, endpoint) {
      await this.enter('clearHalt');
      this.halted = false;
      this.cleared = { direction, endpoint };
    }

    async transferOut(endpoint, piece) {
      const fault = await this.enter('transferOut');
      if (this.claimed !== 1 || endpoint !== 2) throw exception('InvalidStateError');
      if (fault.stall || this.halted) {
        this.halted = true;
        return { status: 'stall', bytesWritten: 0 };
      }
      if (fault.unplug) {
        this.take(piece, Math.floor(piece.length / 2));
        printers.unplug('usb', printers.usb.indexOf(this));
        throw exception('NetworkError');
      }
      const length = fault.short ?? piece.length;
      this.take(piece, length);
      return { status: 'ok', bytesWritten: length };
    }

    async transferIn(endpoint) {
      await this.enter('transferIn');
      if (endpoint !== 1) throw exception('InvalidStateError');
      const bytes = await this.heard();
      return { status: 'ok', data: new DataView(Uint8Array.from(bytes).buffer) };
    }
  }

  class FakeSerialPort extends Device {
    gone = 'NetworkError';
    readable = null;
    writable = null;

    get connected() { return this.plugged; }
    getInfo() { return {}; }

    async open(options) {
      await this.enter('open');
      if (this.writable) throw exception('InvalidStateError');
      this.options = options;
      this.newWritable();
      this.newReadable();
    }

    newWritable() {
      this.writable = new WritableStream({
        write: async (piece, controller) => {
          // As Chromium's: an abort ends even a write that nothing takes.
          const aborted = new Promise((_, reject) => {
            controller.signal.addEventListener('abort', () => reject(exception('AbortError')));
          });
          const fault = await Promise.race([this.enter('write'), aborted]);
          if (fault.unplug) {
            this.take(piece, Math.floor(piece.length / 2));
            printers.unplug('serial', printers.serial.indexOf(this));
            throw exception('NetworkError');
          }
          this.take(piece, fault.short ?? piece.length);
        },
        abort: () => this.newWritable(),
      });
    }

    newReadable() {
      this.readable = new ReadableStream({
        pull: async (controller) => controller.enqueue(Uint8Array.from(await this.heard())),
        cancel: () => {
          this.waiting.length = 0;
          this.newReadable();
        },
      }, { highWaterMark: 0 });
    }

    async close() {
      this.calls.push('close');
      this.readable = null;
      this.writable = null;
    }
  }

  /** What navigator.usb and navigator.serial have in common. */
  class Bus extends EventTarget {
    constructor(kind) {
      super();
      this.kind = kind;
    }

    async granted() {
      return printers[this.kind].filter((device) => device.granted && device.plugged);
    }

    async request(call) {
      await obey(call);
      if (printers.choose === null) throw exception('NotFoundError');
      const device = printers[this.kind].filter((one) => one.plugged)[printers.choose];
      if (!device) throw exception('NotFoundError');
      device.granted = true;
      keep();
      return device;
    }
  }

  class FakeUsb extends Bus {
    getDevices() { return this.granted(); }

    requestDevice(options) {
      printers.filters = options?.filters;
      return this.request('requestDevice');
    }
  }

  class FakeSerial extends Bus {
    getPorts() { return this.granted(); }
    requestPort() { return this.request('requestPort'); }
  }

  const buses = { usb: new FakeUsb('usb'), serial: new FakeSerial('serial') };

  /** Tells the page, as the browser does: a USB event names the device, a serial one comes from the port. */
  function tell(kind, device, type) {
    if (!device.granted) return;
    const event = new Event(type, { bubbles: true });
    if (kind === 'usb') Object.defineProperty(event, 'device', { value: device });
    else Object.defineProperty(event, 'target', { value: device });
    buses[kind].dispatchEvent(event);
  }

  const printers = {
    usb: (setup.usb ?? []).map((facts) => new FakeUsbDevice(facts)),
    serial: (setup.serial ?? []).map((facts) => new FakeSerialPort(facts)),
    choose: 0,
    status: WELL,
    filters: undefined,
    fault(fault) {
      faults.push({ after: 0, times: 1, ...fault });
    },
    unplug(kind, place) {
      const device = printers[kind][place];
      device.plugged = false;
      device.opened = false;
      keep();
      tell(kind, device, 'disconnect');
    },
    plug(kind, place) {
      const device = printers[kind][place];
      device.plugged = true;
      // Without a serial number a browser forgets the permission when the device is unplugged.
      if (kind === 'usb' && !device.serialNumber) device.granted = false;
      keep();
      tell(kind, device, 'connect');
    },
  };

  window.__printers = printers;
  const absent = window.__printersSetup?.unsupported ?? [];
  for (const [name, bus] of Object.entries(buses)) {
    const value = absent.includes(name) ? undefined : bus;
    Object.defineProperty(Navigator.prototype, name, { configurable: true, get: () => value });
  }
})();
