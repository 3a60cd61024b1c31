// Somebody who receives webhooks and remembers them.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly text: string;
  readonly event: string;
  readonly guid: string;
  // Tests read what they expect; a wrong shape fails them.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  /** Oldest first; may be emptied. */
  received: Received[];
  /** What is answered from now on. */
  status: number;
  /** `pull_request opened`, in order. */
  told(): string[];
  close(): void;
}

export async function receiving(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const header = (name: string): string => String(request.headers[name]);
      receiver.received.push({
        headers: request.headers,
        text,
        event: header('x-github-event'),
        guid: header('x-github-delivery'),
        body: JSON.parse(text) as unknown,
      });
      response.writeHead(receiver.status).end('heard');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received: [],
    status: 200,
    told: () =>
      receiver.received.map(({ event, body }) =>
        [event, (body as { action?: string }).action ?? ''].join(' ').trim(),
      ),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}
