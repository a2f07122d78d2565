/**
 * A broadcast server of npm's `ws` and nothing else, run as a program: POST /change sends a message of
 * the size named in argv to every socket, then answers. Prints its port.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const size = Number(process.argv[2]);
let sequence = 0;
const server = createServer((_, response) => {
  sequence += 1;
  const text = `{"type":"event","topic":"store:bench-1","sequence":${sequence},"event":"`;
  const message = `${text}${'x'.repeat(Math.max(0, size - text.length - 2))}"}`;
  for (const socket of sockets.clients) socket.send(message);
  const answer = JSON.stringify({ sequence });
  response.writeHead(201, { 'Content-Length': answer.length }).end(answer);
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
