/** A byte stream that the command reference gives no meaning, and where. */
export class EscPosError extends Error {
  constructor(reason, bytes, offset) {
    const near = Array.from(bytes.subarray(offset, offset + 8), (byte) => byte.toString(16).padStart(2, '0'));
    super(`${reason} at offset ${offset}: ${near.join(' ')}`);
    this.name = 'EscPosError';
    this.offset = offset;
  }
}

/** Reads bytes in order; running out in the middle of a command is an error. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.offset = 0;
    this.commandOffset = 0;
  }

  get ended() {
    return this.offset >= this.bytes.length;
  }

  byte() {
    if (this.ended) this.fail('the stream ends in the middle of a command');
    return this.bytes[this.offset++];
  }

  word() {
    return this.byte() + this.byte() * 256;
  }

  take(count) {
    if (this.offset + count > this.bytes.length) this.fail(`the stream ends before the ${count} bytes announced`);
    this.offset += count;
    return this.bytes.subarray(this.offset - count, this.offset);
  }

  fail(reason) {
    throw new EscPosError(reason, this.bytes, this.commandOffset);
  }
}
