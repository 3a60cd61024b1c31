// JSON over HTTP as all of Google's APIs speak it: a request is read, an answer or an error is written.

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../../ports/log.ts';
import { CloudRefusal, invalid, type RefusalStatus } from '../refusal.ts';

export interface Asked {
  readonly verb: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `127.0.0.1:40000` */
  readonly peer: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Throws a CloudRefusal for what it will not do; anything else that it throws is our own mistake. */
export type Answering = (asked: Asked) => Answer | Promise<Answer>;

const MOST_BYTES = 2 ** 20;

/** https://cloud.google.com/apis/design/errors#handling_errors */
const HTTP: Readonly<Record<RefusalStatus, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  UNKNOWN: 500,
  INTERNAL: 500,
  DATA_LOSS: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** For a server's requests. */
export function jsonOver(
  answering: Answering,
  log: Log,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answered(request, answering, log)
      .then((answer) => write(response, answer))
      .catch(() => response.destroy());
  };
}

async function answered(request: IncomingMessage, answering: Answering, log: Log): Promise<Answer> {
  try {
    return await answering(await read(request));
  } catch (error) {
    if (error instanceof CloudRefusal) return errorOf(error);
    const path = request.url?.split('?')[0];
    log.error('call broke', { path, error: String(error) });
    return errorOf(new CloudRefusal('INTERNAL', 'Internal error encountered.'));
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { headers, method = 'GET', socket, url = '/' } = request;
  return {
    verb: method,
    url: new URL(url, 'https://localhost'),
    headers,
    body: await textOf(request),
    peer: `${socket.remoteAddress}:${socket.remotePort}`,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if (chunks.reduce((sum, { length }) => sum + length, 0) > MOST_BYTES) {
      throw invalid('Request payload size exceeds the limit: 1048576 bytes.');
    }
  }
  return Buffer.concat(chunks).toString();
}

function errorOf({ details, message, status }: CloudRefusal): Answer {
  const code = HTTP[status];
  const more = details.length === 0 ? {} : { details };
  return { status: code, body: { error: { code, message, status, ...more } } };
}

function write(response: ServerResponse, { body, status }: Answer): void {
  const text = `${JSON.stringify(body, null, 2)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    ...(status === 401
      ? { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' }
      : {}),
  });
  response.end(text);
}
