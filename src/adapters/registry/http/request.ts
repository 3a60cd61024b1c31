// One request over fetch: no redirect followed, no status judged, and never endless.

import type { Calls } from '../../../ports/calls.ts';
import { retryAfterMs } from '../../../ports/retry-after.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import type { Timing } from './timing.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** A blob may take as long as it likes while it moves; everything else has one deadline for the whole. */
  readonly blob: boolean;
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  /** Throws ConnectionBroken when it ends too early. */
  chunks(): AsyncGenerator<Uint8Array>;
  /** The whole body; null when it is larger than `limit` bytes. */
  bytes(limit: number): Promise<Buffer | null>;
  /** Gives the rest of the body up. Needed unless it was read to its end. */
  discard(): Promise<void>;
}

/** The network's fault, in a few words that hold no address and no credential. */
export class ConnectionBroken extends Error {
  override readonly name = 'ConnectionBroken';
  /** Milliseconds for which the host is left alone, where it is. */
  readonly restMs: number | null;

  constructor(words: string, details: { readonly cause?: unknown; readonly restMs?: number } = {}) {
    super(words, { cause: details.cause });
    this.restMs = details.restMs ?? null;
  }
}

/**
 * Node's fetch keeps a copy of a body for a redirect or a login dialog, chunk by chunk until all of it is in memory,
 * unless neither can happen.
 */
const UPLOADING = { duplex: 'half', redirect: 'error', window: null } as const;

/** Sends one request. Throws ConnectionBroken, or the signal's reason. */
export type Send = (asked: HttpRequest, signal: AbortSignal) => Promise<Received>;

/** A host that said nothing for a whole deadline is not waited for by everybody else as well, for so long. */
const SILENT_REST_MS = 5_000;
const NOT_NOW: ReadonlySet<number> = new Set([429, 503]);

export function createSend(timing: Timing, calls: Calls): Send {
  return async (asked, signal) => {
    const { host } = asked.url;
    const restMs = calls.restMs(host);
    if (restMs > 0)
      throw new ConnectionBroken('it asked for rest, or did not answer just now', { restMs });
    const deadline = startDeadline(
      {
        quietMs: timing.quietMs,
        leastBytes: timing.leastBytes,
        wholeMs: asked.blob ? null : timing.wholeMs,
        onLate: () => calls.leaveAlone(host, SILENT_REST_MS),
      },
      signal,
    );
    const sent = performance.now();
    const ended = (code: string): void => calls.ended({ host, code, ms: performance.now() - sent });
    try {
      const response = await request(asked, deadline, signal);
      ended(String(response.status));
      const rest = NOT_NOW.has(response.status)
        ? retryAfterMs(response.headers.get('retry-after'), new Date())
        : null;
      if (rest === null) calls.answered(host);
      else calls.leaveAlone(host, rest);
      return response;
    } catch (error) {
      ended(deadline.passed() ? 'timeout' : signal.aborted ? 'cancelled' : 'no connection');
      throw error;
    }
  };
}

async function request(
  asked: HttpRequest,
  deadline: Deadline,
  signal: AbortSignal,
): Promise<Received> {
  const body = asked.body === undefined ? null : watched(asked.body, deadline);
  try {
    const response = await fetch(asked.url, {
      method: asked.method,
      // Contents must arrive as they are: a compressing proxy would change what the digest covers.
      headers: { 'accept-encoding': 'identity', ...asked.headers },
      signal: deadline.signal,
      ...(body === null ? { redirect: 'manual' } : { ...UPLOADING, body }),
    });
    return received(response, deadline, signal);
  } catch (error) {
    deadline.done();
    throw translated(error, deadline, signal);
  }
}

function received(response: Response, deadline: Deadline, signal: AbortSignal): Received {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of response.body ?? []) {
        deadline.moved((chunk as Uint8Array).length);
        yield chunk as Uint8Array;
      }
    } catch (error) {
      throw translated(error, deadline, signal);
    } finally {
      deadline.done();
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    chunks,
    async bytes(limit) {
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of chunks()) {
        size += chunk.length;
        if (size > limit) return null;
        parts.push(chunk);
      }
      return Buffer.concat(parts);
    },
    async discard() {
      deadline.done();
      if (response.body !== null && !response.body.locked)
        await response.body.cancel().catch(() => undefined);
    },
  };
}

function watched(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  deadline: Deadline,
): Uint8Array | ReadableStream<Uint8Array> {
  if (!(Symbol.asyncIterator in body)) return body;
  return ReadableStream.from(
    (async function* moving() {
      for await (const chunk of body) {
        deadline.moved(chunk.length);
        yield chunk;
      }
    })(),
  );
}

function translated(error: unknown, deadline: Deadline, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (deadline.passed()) return new ConnectionBroken('it was silent or slow for too long');
  return new ConnectionBroken(wordsOf(error), { cause: error });
}

/** fetch hides what happened in the cause: `ECONNREFUSED`, `ENOTFOUND`, `UND_ERR_SOCKET`. */
function wordsOf(error: unknown): string {
  const outer = asDetails(error);
  const { code, message } = outer.cause === undefined ? outer : asDetails(outer.cause);
  return code ?? message ?? 'the connection broke';
}

function asDetails(error: unknown): { code?: string; message?: string; cause?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}
