// Answers one request of the REST APIs.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../../ports/log.ts';
import type { Cloud } from '../cloud.ts';
import { CloudRefusal, invalid, type RefusalStatus, unauthenticated } from '../refusal.ts';
import type { Body } from './method.ts';
import type { FindMethod } from './router.ts';

export interface Serving {
  readonly cloud: Cloud;
  readonly find: FindMethod;
  readonly log: Log;
}

interface Answered {
  readonly status: number;
  readonly body: object;
}

const codes: Readonly<Record<RefusalStatus, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  UNIMPLEMENTED: 501,
};

const MOST_BYTES = 2 ** 20;

export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const { body, status } = await answered(request, serving);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    ...(status === 401
      ? { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' }
      : {}),
  });
  response.end(text);
}

async function answered(request: IncomingMessage, serving: Serving): Promise<Answered> {
  try {
    return await answer(request, serving);
  } catch (error) {
    if (error instanceof CloudRefusal) return refusalAnswer(error);
    serving.log.error('google call broke', {
      path: request.url?.split('?')[0],
      error: String(error),
    });
    const words = 'Internal error encountered.';
    return { status: 500, body: { error: { code: 500, message: words, status: 'INTERNAL' } } };
  }
}

async function answer(request: IncomingMessage, { cloud, find }: Serving): Promise<Answered> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const found = find(request.method ?? 'GET', url);
  const read = await textOf(request);
  if (found === null) {
    const words = `The requested URL ${url.pathname} was not found on this server.`;
    return refusalAnswer(new CloudRefusal('NOT_FOUND', words));
  }
  const { method, path } = found;
  const body = bodyOf(read, request.headers['content-type'] ?? '');
  const call = { cloud, path, query: url.searchParams, body };
  if ('open' in method) return method.open(call);
  const { authorization } = request.headers;
  const caller = cloud.caller(authorization);
  if (caller === null) throw unauthenticated(authorization);
  return { status: 200, body: method.answer({ ...call, caller }) };
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

function bodyOf(text: string, type: string): Body {
  if (text === '') return {};
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Said below.
  }
  throw invalid('Invalid JSON payload received.');
}

function refusalAnswer({ details, message, status }: CloudRefusal): Answered {
  const code = codes[status];
  const more = details.length === 0 ? {} : { details };
  return { status: code, body: { error: { code, message, status, ...more } } };
}
