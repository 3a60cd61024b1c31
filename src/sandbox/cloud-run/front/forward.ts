// Passes one request on to a revision, over the protocol that its container speaks.

import type { Agent, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream';
import { answerText } from './pages.ts';

export interface Upstream {
  readonly port: number;
  readonly protocol: 'http1' | 'h2c';
  /** Milliseconds that the whole answer may take. */
  readonly limit: number;
  readonly agent: Agent;
}

const LOST =
  'upstream connect error or disconnect/reset before headers. reset reason: connection termination';

/** Of one connection only: they mean nothing on the next, and HTTP/2 refuses them. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host'];

/** Answers also when the revision does not: 503 when the connection breaks, 504 when it takes too long. */
export function forward(request: IncomingMessage, response: ServerResponse, to: Upstream): void {
  const broken = (): void => {
    if (!response.writableEnded) answerText(response, 503, LOST);
  };
  const open = to.protocol === 'h2c' ? overHttp2 : overHttp1;
  const stream = open({ request, response, to, broken });
  const late = setTimeout(() => {
    answerText(response, 504, 'upstream request timeout');
    stream.destroy();
  }, to.limit);
  stream.once('error', broken);
  response.once('close', () => {
    clearTimeout(late);
    stream.destroy();
  });
  request.pipe(stream);
}

/** What the revision is told about the caller. */
export function forwardedHeaders(request: IncomingMessage): IncomingHttpHeaders {
  const caller = request.socket.remoteAddress ?? '';
  const before = request.headers['x-forwarded-for'];
  return {
    ...request.headers,
    'x-forwarded-for': before === undefined ? caller : `${String(before)}, ${caller}`,
    'x-forwarded-proto': 'https',
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly to: Upstream;
  readonly broken: () => void;
}

function overHttp1({ request, response, to }: Exchange): Writable {
  const { method, url: path } = request;
  const place = { host: '127.0.0.1', port: to.port, method, path, agent: to.agent };
  return httpRequest({ ...place, headers: forwardedHeaders(request) }, (incoming) => {
    response.writeHead(incoming.statusCode ?? 503, incoming.rawHeaders);
    pipeline(incoming, response, () => undefined);
  });
}

function overHttp2({ broken, request, response, to }: Exchange): Writable {
  const session = connectHttp2(`http://127.0.0.1:${to.port}`);
  session.once('error', broken);
  const kept = Object.entries(forwardedHeaders(request)).filter(
    ([name]) => !HOP_BY_HOP.includes(name),
  );
  const stream = session.request({
    ...Object.fromEntries(kept),
    ':method': request.method ?? 'GET',
    ':path': request.url ?? '/',
    ':authority': request.headers.host ?? '',
  });
  stream.once('response', (headers) => {
    const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
    response.writeHead(headers[':status'] ?? 503, Object.fromEntries(plain));
    pipeline(stream, response, () => undefined);
  });
  stream.once('close', () => session.close());
  return stream;
}
