// Vault's address: HTTPS, all verbs, every answer in its envelope.

import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../../ports/log.ts';
import type { Faults } from '../../faults/faults.ts';
import { guarded } from '../../faults/http-guard.ts';
import type { Core } from '../core.ts';
import { VaultRefusal } from '../refusal.ts';
import { createDoor } from './door.ts';
import { answerOf, refusalOf, type HttpReply } from './envelope.ts';
import { onListVerb } from './list-verb.ts';
import { readRequest, verbOf } from './read-request.ts';

export interface ServerTls {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface ServerOptions {
  readonly core: Core;
  readonly faults: Faults;
  readonly log: Log;
  readonly port: number;
  readonly tls: ServerTls;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startVaultServer(options: ServerOptions): Promise<RunningServer> {
  const { core, faults, log, port, tls } = options;
  const door = createDoor(faults, log);
  const work = guarded(door, (request, response) => {
    void serve({ core, log, request, response });
  });
  const server = createServer(tls, work);
  const inner = createPlainServer(work);
  server.on('clientError', onListVerb(inner));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Serving {
  readonly core: Core;
  readonly log: Log;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve({ core, log, request, response }: Serving): Promise<void> {
  const reply = await replyTo(core, request, log);
  // Paths and verbs, as an audit log has them; no token, no value.
  log.info('vault request', {
    method: verbOf(request),
    path: pathOf(request),
    status: reply.status,
  });
  response.writeHead(reply.status, {
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(reply.body),
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(reply.body);
}

async function replyTo(core: Core, request: IncomingMessage, log: Log): Promise<HttpReply> {
  try {
    const asked = await readRequest(request);
    return answerOf(await core(asked), asked.operation);
  } catch (error) {
    if (error instanceof VaultRefusal) return refusalOf(error.status, error.errors);
    if (!request.destroyed) log.error('vault request failed', { error: String(error) });
    return refusalOf(500, ['internal error']);
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}
