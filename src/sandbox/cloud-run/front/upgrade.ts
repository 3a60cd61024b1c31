// Passes an upgraded connection (a WebSocket) on to a revision.

import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { forwardedHeaders } from './forward.ts';

export interface Upgrading {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the caller has sent already. */
  readonly head: Buffer;
  readonly port: number;
}

export function passUpgrade({ head, port, request, socket }: Upgrading): void {
  const { method, url: path } = request;
  const headers = forwardedHeaders(request);
  const upstream = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
  upstream.once('upgrade', (incoming, other, first) => {
    const lines = ['HTTP/1.1 101 Switching Protocols'];
    for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
      lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
    }
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(first);
    other.write(head);
    pipeline(socket, other, socket, () => undefined);
    // Who ends an upgraded connection is gone: no half of it stays open, whatever the revision does.
    socket.once('end', () => other.destroySoon());
  });
  upstream.once('response', ({ statusCode = 503 }) => refuseUpgrade(socket, statusCode));
  upstream.once('error', () => socket.destroy());
  upstream.end();
}

export function refuseUpgrade(socket: Duplex, code: number): void {
  socket.end(`HTTP/1.1 ${code} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
