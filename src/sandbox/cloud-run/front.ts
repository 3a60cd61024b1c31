// The front door: finds the service by Host, the revision by the traffic table, and passes the request on.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Log } from '../../ports/log.ts';
import type { Access } from './access.ts';
import type { Counts } from './counts.ts';
import type { Fleet } from './fleet.ts';
import { open } from './iam.ts';
import type { ServiceState } from './messages.ts';
import { revisionName } from './names.ts';
import type { OwnStatus } from './pages.ts';
import { answerPage, answerText } from './pages.ts';
import type { Destination } from './route.ts';
import { choose, destination, shares } from './route.ts';
import type { Store } from './store.ts';

const LOST =
  'upstream connect error or disconnect/reset before headers. reset reason: connection termination';

/** The caller went away before the answer. */
const GONE = 499;

export interface FrontOptions {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly access: Access;
  readonly counts: Counts;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

export function createFront(options: FrontOptions): Server {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    answer(request, response, { ...options, agent }).catch((error: unknown) => {
      options.log.error('front door broke', { error: String(error) });
      answerText(response, 503, LOST);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    upgrade(request, socket as Socket, { ...options, agent, head }).catch(() => socket.destroy());
  });
  server.on('close', () => agent.destroy());
  return server;
}

type Using = FrontOptions & { readonly agent: Agent };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  using: Using,
): Promise<void> {
  const found = await choice(request, using);
  if (typeof found === 'number') return answerPage(response, found);
  const { port, revision, state } = found;
  const done = using.fleet.busy(state.key, revision);
  response.once('close', () => {
    done();
    const code = response.headersSent ? response.statusCode : GONE;
    using.counts.add(revisionName(state.key, revision), code);
  });
  const upstream = httpRequest({ ...target(request, port), agent: using.agent }, (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
    pipeline(incoming, response, () => undefined);
  });
  const limit = timeoutMs(state, revision);
  const late = setTimeout(() => {
    answerText(response, 504, 'upstream request timeout');
    upstream.destroy();
  }, limit);
  upstream.once('close', () => clearTimeout(late));
  upstream.once('error', () => {
    if (!response.writableEnded) {
      answerText(response, 503, LOST);
    }
  });
  response.once('close', () => upstream.destroy());
  request.pipe(upstream);
}

async function upgrade(
  request: IncomingMessage,
  socket: Socket,
  using: Using & { readonly head: Buffer },
): Promise<void> {
  const found = await choice(request, using);
  if (typeof found === 'number') {
    socket.end(`HTTP/1.1 ${found} Refused\r\nConnection: close\r\n\r\n`);
    return;
  }
  const done = using.fleet.busy(found.state.key, found.revision);
  socket.once('close', done);
  socket.on('error', () => undefined);
  const upstream = httpRequest({ ...target(request, found.port), agent: false });
  upstream.once('upgrade', (incoming, other, first) => {
    const headers: string[] = [];
    for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
      headers.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
    }
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\n\r\n`);
    socket.write(first);
    other.write(using.head);
    pipeline(socket, other, socket, () => undefined);
  });
  upstream.once('response', ({ statusCode }) => {
    socket.end(`HTTP/1.1 ${statusCode} Refused\r\nConnection: close\r\n\r\n`);
  });
  upstream.once('error', () => socket.destroy());
  upstream.end();
}

interface Choice {
  readonly state: ServiceState;
  readonly revision: string;
  readonly port: number;
}

async function choice(request: IncomingMessage, using: Using): Promise<Choice | OwnStatus> {
  const place = destination(using.store.services(), request.headers.host);
  if (place === null) return 404;
  const refused = refusedBy(place.state, request, using.access);
  if (refused !== null) return refused;
  const revision = revisionFor(place, using.random());
  if (revision === null) return 503;
  const port = await using.fleet.port(place.state.key, revision).catch(() => null);
  return port === null ? 503 : { state: place.state, revision, port };
}

/** Everybody who comes through this door comes from the internet. */
function refusedBy(
  state: ServiceState,
  request: IncomingMessage,
  access: Access,
): OwnStatus | null {
  const { service } = state;
  if (service.ingress !== 'INGRESS_TRAFFIC_ALL' || service.defaultUriDisabled) return 404;
  if (service.invokerIamDisabled || open(state.policy)) return null;
  const { authorization } = request.headers;
  if (authorization === undefined) return 403;
  return access.known(authorization) ? null : 401;
}

function revisionFor({ state, tag }: Destination, random: number): string | null {
  const served = shares(state);
  if (tag === null) return choose(served, random);
  return served.find((share) => share.tag === tag)?.revision ?? null;
}

function target(
  request: IncomingMessage,
  port: number,
): {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | string[] | undefined>;
} {
  const caller = request.socket.remoteAddress ?? '';
  const before = request.headers['x-forwarded-for'];
  const headers = {
    ...request.headers,
    'x-forwarded-for': before === undefined ? caller : `${String(before)}, ${caller}`,
    'x-forwarded-proto': 'https',
  };
  const { method = 'GET', url = '/' } = request;
  return { host: '127.0.0.1', port, method, path: url, headers };
}

function timeoutMs(state: ServiceState, revision: string): number {
  const found = state.revisions.find(({ name }) => name === revision);
  return Number(found?.template.timeout?.seconds ?? 300) * 1000;
}
