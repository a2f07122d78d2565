// A program of a shop's own that is told what happens: it checks signatures with code that isn't ours.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

/** Listens until the journey ends; answers `hook.status`. */
export async function hook() {
  const heard = [];
  const program = { heard, status: 200, url: "", close: () => server.close() };
  const server = createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString("utf8");
      heard.push({ headers: request.headers, body, event: JSON.parse(body) });
      response.writeHead(program.status).end("ok");
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  program.url = `http://127.0.0.1:${server.address().port}/kedai`;
  return program;
}

/** Whether a message was signed with a secret. */
export function isSigned(message, secret) {
  const { headers, body } = message;
  const mac = createHmac("sha256", secret).update(`${headers["x-kedai-timestamp"]}.${body}`).digest("hex");
  return headers["x-kedai-signature"] === `sha256=${mac}`;
}
