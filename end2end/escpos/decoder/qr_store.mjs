/** The QR code part of `GS ( k`: what is set and stored until it is printed. */
export class QrStore {
  constructor() {
    this.model = 2;
    this.moduleDots = 3;
    this.level = 'L';
    this.stored = null;
  }

  /** Carries out one function; returns the code if that function prints it. */
  execute(parameters, reader) {
    const [symbol, action, ...rest] = parameters;
    if (symbol !== 0x31) reader.fail('GS ( k: not a QR code');
    switch (action) {
      case 65:
        if (rest.length !== 2 || ![49, 50].includes(rest[0])) reader.fail('GS ( k 165: no such model');
        this.model = rest[0] - 48;
        return null;
      case 67:
        if (rest.length !== 1 || rest[0] < 1 || rest[0] > 16) reader.fail('GS ( k 167: no such module size');
        this.moduleDots = rest[0];
        return null;
      case 69:
        if (rest.length !== 1 || rest[0] < 48 || rest[0] > 51) reader.fail('GS ( k 169: no such level');
        this.level = 'LMQH'[rest[0] - 48];
        return null;
      case 80:
        if (rest[0] !== 48 || rest.length < 2) reader.fail('GS ( k 180: nothing to store');
        this.stored = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(rest.slice(1)));
        return null;
      case 81:
        if (rest.length !== 1 || rest[0] !== 48) reader.fail('GS ( k 181: unknown parameter');
        if (this.stored === null) reader.fail('GS ( k 181: nothing is stored');
        return { text: this.stored, model: this.model, moduleDots: this.moduleDots, level: this.level };
      default:
        return reader.fail(`GS ( k: unknown function ${action}`);
    }
  }
}
