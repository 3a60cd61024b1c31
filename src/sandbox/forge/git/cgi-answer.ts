// Passes a CGI program's answer on as HTTP.

import type { ServerResponse } from 'node:http';

/** Turns the CGI head into HTTP and passes the rest on. The answer ends only when the caller says so. */
export function relay(from: NodeJS.ReadableStream, to: ServerResponse): () => void {
  let head: Buffer | null = Buffer.alloc(0);
  // A slow client slows git down instead of filling our memory; one that has gone must not stop it for ever.
  to.on('drain', () => from.resume());
  to.on('close', () => from.resume());
  from.on('data', (chunk: Buffer) => {
    if (head === null) {
      if (!to.write(chunk) && !to.destroyed) from.pause();
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    writeHead(to, head.subarray(0, end).toString());
    const rest = head.subarray(end + 4);
    head = null;
    if (rest.length > 0) to.write(rest);
  });
  return () => {
    if (!to.headersSent) to.writeHead(500);
    to.end();
  };
}

function writeHead(to: ServerResponse, text: string): void {
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number(value.slice(0, 3));
    else if (colon > 0) to.setHeader(name, value);
  }
  to.writeHead(status);
}
