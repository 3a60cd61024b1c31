// An answer as a value, and how it is written.

import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorBody, type Refusal } from '../errors.ts';
import { corrupting, cutAfter } from '../broken-stream.ts';
import type { Fault } from '../../faults/fault.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | FileRange;
}

export interface FileRange {
  readonly file: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Written {
  readonly response: ServerResponse;
  /** HEAD: everything but the body. */
  readonly withoutBody: boolean;
  readonly fault: Fault | null;
}

export function refusalAnswer(refusal: Refusal): Answer {
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json', ...refusal.headers },
    body: errorBody(refusal),
  };
}

/** The value as JSON. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** Resolves when sent; a peer that hung up is not an error. */
export async function writeAnswer(answer: Answer, written: Written): Promise<void> {
  const { response, withoutBody, fault } = written;
  const length = sizeOf(answer.body);
  response.writeHead(answer.status, {
    ...(answer.status === 204 || answer.status === 304 ? {} : { 'content-length': length }),
    ...answer.headers,
  });
  if (withoutBody || length === 0) {
    response.end();
    return;
  }
  await pipeline(stream(answer.body), broken(fault), response).catch(() => response.destroy());
}

function broken(fault: Fault | null): Transform {
  if (fault?.cutAnswerAfter !== undefined) return cutAfter(fault.cutAnswerAfter);
  if (fault?.corrupt === true) return corrupting();
  return new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, chunk) });
}

function sizeOf(body: Answer['body']): number {
  if (body === undefined) return 0;
  return typeof body === 'string' || Buffer.isBuffer(body)
    ? Buffer.byteLength(body)
    : body.end - body.start;
}

function stream(body: Answer['body']): Readable {
  if (body === undefined) return Readable.from([]);
  if (typeof body === 'string' || Buffer.isBuffer(body)) return Readable.from([Buffer.from(body)]);
  return createReadStream(body.file, { start: body.start, end: body.end - 1 });
}
