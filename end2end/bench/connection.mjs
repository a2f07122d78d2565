/**
 * A keep-alive HTTP/1.1 connection that costs next to nothing, so that a load program measures the
 * server and not itself: requests are bytes made beforehand, and of an answer only status, length
 * and body are looked at; the head is handed on as it came.
 */
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

export class Connection {
  /** Connects to a port of this machine. */
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.received = null;
    this.waiting = null;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /** Sends a request; resolves to `{ status, head, body }`, the body as bytes. One at a time. */
  request(bytes) {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return void reject(new Error('the connection is closed'));
      this.waiting = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close() {
    this.waiting = null;
    this.socket.destroy();
  }

  #receive(chunk) {
    this.received = this.received ? Buffer.concat([this.received, chunk]) : chunk;
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.received.latin1Slice(0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + HEAD_END.length + length;
    if (this.received.length < end) return;
    const body = this.received.subarray(headEnd + HEAD_END.length, end);
    this.received = null;
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve({ status: Number(head.slice(9, 12)), head, body });
  }

  #fail(error) {
    this.waiting?.reject(error);
    this.waiting = null;
  }
}

/** The bytes of a request. `headers` are lines; a body is an object, sent as JSON. */
export function request(method, path, headers = [], body = undefined) {
  const json = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers];
  if (json) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(json)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${json}`);
}
