// One request over fetch: no redirect followed, no status judged, and never endless.

import { startDeadline, type Deadline } from './deadline.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
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
}

/**
 * Node's fetch keeps a copy of a body for a redirect or a login dialog, chunk by chunk until all of it is in memory,
 * unless neither can happen.
 */
const UPLOADING = { duplex: 'half', redirect: 'error', window: null } as const;

export async function request(
  asked: HttpRequest,
  quietMs: number,
  signal: AbortSignal,
): Promise<Received> {
  const deadline = startDeadline(quietMs, signal);
  const body = asked.body === undefined ? null : watched(asked.body, deadline);
  try {
    const response = await fetch(asked.url, {
      method: asked.method,
      // Contents must arrive as they are: a compressing proxy would change what the digest covers.
      headers: { 'accept-encoding': 'identity', ...asked.headers },
      signal: deadline.signal,
      ...(body === null ? { redirect: 'manual' } : { ...UPLOADING, body }),
    });
    deadline.moved();
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
        deadline.moved();
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
        deadline.moved();
        yield chunk;
      }
    })(),
  );
}

function translated(error: unknown, deadline: Deadline, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (deadline.passed()) return new ConnectionBroken('it was silent for too long');
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
