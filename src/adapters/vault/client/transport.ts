// One request to Vault: never endless, never redirected, and its errors hold neither token nor value.

import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { retryAfterMs } from '../../../ports/retry-after.ts';
import { inTurns } from './turns.ts';

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Incoming {
  readonly status: number;
  /** Null when it is empty, or no JSON. */
  readonly body: unknown;
  readonly retryAfterMs: number | null;
  /** Where a redirect leads; null for every other answer. */
  readonly elsewhere: string | null;
}

/** The network's fault, or that nothing came in time. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly late: boolean;

  constructor(words: string, late: boolean) {
    super(words);
    this.late = late;
  }
}

/** Throws Unanswered, or the signal's reason. */
export type Send = (asked: Outgoing, signal: AbortSignal) => Promise<Incoming>;

export interface TransportOptions {
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
  /** Milliseconds for one request with its answer. */
  readonly deadlineMs: number;
}

/** To one Vault from one process. */
const CONNECTIONS = 16;

/** What is known of a secret is small; Vault itself takes no value above 1 MiB unless told. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

export function createSend({ ca, deadlineMs }: TransportOptions): Send {
  const agent = new Agent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) });
  const turn = inTurns(CONNECTIONS);
  const sendNow: Send = async (asked, signal) => {
    signal.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      const both = AbortSignal.any([signal, deadline.signal]);
      return await exchange(asked, { agent, signal: both });
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.signal.aborted)
        throw new Unanswered(`nothing came back within ${deadlineMs / 1000} seconds`, true);
      throw error instanceof Unanswered ? error : new Unanswered(wordsOf(error), false);
    } finally {
      clearTimeout(timer);
    }
  };
  return (asked, signal) => turn(() => sendNow(asked, signal));
}

function exchange(
  { body, headers, method, url }: Outgoing,
  options: Pick<RequestOptions, 'agent' | 'signal'>,
): Promise<Incoming> {
  const typed = body === null ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const all = { ...options, method, headers: { ...headers, ...typed } };
    const sent = request(url, all, (answer) => {
      received(answer).then(resolve, reject);
    });
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

async function received(answer: IncomingMessage): Promise<Incoming> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_ANSWER) throw new Unanswered('its answer is larger than 4 MiB', false);
    parts.push(part);
  }
  const status = answer.statusCode ?? 0;
  const { location, 'retry-after': rest } = answer.headers;
  return {
    status,
    body: parsed(Buffer.concat(parts).toString('utf8')),
    retryAfterMs: retryAfterMs(rest ?? null, new Date()),
    elsewhere: status >= 300 && status < 400 ? hostOf(location ?? '') : null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : 'another address';
}

/** The code alone: messages of this sort name addresses, and now and then more. */
function wordsOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'the connection broke';
}
