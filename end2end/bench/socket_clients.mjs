/**
 * Thousands of WebSocket clients in a process of their own, run by sockets.mjs. They read frames as bytes and look at
 * the beginning of each message only: on a machine that server and clients share, what a client costs is missing from
 * the server. Times are milliseconds of the machine's monotonic clock, the same in all processes.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** Sockets that are opened at once. */
const OPENED_AT_ONCE = 100;
/** A source address has 28,000 ports to one place. */
const SOCKETS_OF_ADDRESS = 5_000;
/** Pings come every five seconds, and something must be said every minute. */
const PINGS_ANSWERED = 6;
const HEAD_END = Buffer.from('\r\n\r\n');
const HEAD = /^\{"type":"(\w+)"(?:,"topic":"([^"]+)","sequence":(\d+))?/;

const ORIGIN = Number(process.hrtime.bigint()) / 1e6 - performance.now();
export const now = () => ORIGIN + performance.now();

/** A text frame as clients send it, masked with zeros. */
function frame(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0x80 | 126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), body]);
}

const PONG = frame('{"type":"pong"}');
const sockets = [];
/** By topic and number: when each socket had it, and what the first was told. */
const arrivals = new Map();
let snapshots = 0;

function hear(socket, bytes, arrived) {
  const [, type, topic, sequence] = HEAD.exec(bytes.latin1Slice(0, Math.min(bytes.length, 120))) ?? [];
  if (type === 'event') {
    const key = `${topic} ${sequence}`;
    const known = arrivals.get(key);
    if (known) known.times.push(arrived);
    else arrivals.set(key, { times: [arrived], text: bytes.toString() });
  } else if (type === 'ping') {
    socket.pings = (socket.pings ?? 0) + 1;
    if (socket.pings % PINGS_ANSWERED === 0) socket.write(PONG);
  } else if (type === 'snapshot') {
    snapshots += 1;
  }
}

/** Reads the frames in what came, and keeps the beginning of one that isn't whole. */
function read(socket, chunk) {
  const arrived = now();
  const bytes = socket.rest ? Buffer.concat([socket.rest, chunk]) : chunk;
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = bytes[at + 1] & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length - at < head) break;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (bytes.length - at < head + length) break;
    hear(socket, bytes.subarray(at + head, at + head + length), arrived);
    at += head + length;
  }
  socket.rest = at < bytes.length ? bytes.subarray(at) : null;
}

function openOne({ port, path, topics }, index) {
  return new Promise((resolve, reject) => {
    const localAddress = `127.0.0.${2 + Math.floor(index / SOCKETS_OF_ADDRESS)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    sockets.push(socket);
    const key = randomBytes(16).toString('base64');
    const lines = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: Upgrade', 'Upgrade: websocket'];
    lines.push('Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`);
    socket.on('error', reject);
    socket.once('data', (head) => {
      const accepted = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      if (!head.includes(accepted)) return reject(new Error(`no socket was opened: ${head.latin1Slice(0, 60)}`));
      socket.on('data', (chunk) => read(socket, chunk));
      const rest = head.subarray(head.indexOf(HEAD_END) + HEAD_END.length);
      if (rest.length > 0) read(socket, rest);
      if (topics.length > 0) socket.write(frame(JSON.stringify({ type: 'subscribe', topic: topics[index % topics.length] })));
      resolve();
    });
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

async function open(wanted) {
  for (let index = 0; index < wanted.count; index += OPENED_AT_ONCE) {
    const batch = Math.min(OPENED_AT_ONCE, wanted.count - index);
    await Promise.all(Array.from({ length: batch }, (_, place) => openOne(wanted, index + place)));
  }
}

const ASKED = {
  open,
  snapshots: () => snapshots,
  heard: () => [...arrivals.values()].reduce((sum, { times }) => sum + times.length, 0),
  arrivals: () => [...arrivals].map(([key, { times, text }]) => ({ key, times, text })),
};

/** Beside sockets.mjs this module gives the clock; in a process of its own it answers what it is asked. */
if (process.send) {
  process.on('message', async ({ what, wanted }) => process.send({ told: await ASKED[what](wanted) }));
  process.on('disconnect', () => process.exit());
}
