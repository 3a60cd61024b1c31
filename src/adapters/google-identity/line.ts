// How Google is asked for tokens: with a deadline, counted, repeated within the budget, and by its library's transport.

import { Agent } from 'node:https';
import type { Calls } from '../../ports/calls.ts';
import type { Failure } from '../../ports/failure.ts';
import { createAsking, type Deadlines } from '../google/asking.ts';
import { CODE, codeOf } from '../google/canonical-code.ts';

export interface LineOptions {
  readonly calls: Calls;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
  readonly endpoints?: Endpoints;
  /** Milliseconds for one request with everything before it; left out: 10,000. */
  readonly deadlineMs?: number;
}

/** Where Google's APIs are; left out: Google's own. `https://HOST`, without a path. */
export interface Endpoints {
  readonly sts?: string;
  readonly iamCredentials?: string;
}

export interface Asked {
  /** What must not be read in an error: what was sent. */
  readonly secrets: readonly string[];
  readonly told: (error: unknown, secrets: readonly string[]) => Failure;
}

export interface Line {
  readonly sts: string;
  readonly iamCredentials: string;
  /** For clients of the library. */
  transport(): { readonly transporterOptions: object };
  /** All requests for tokens may be made twice. Throws what `told` makes of the error. */
  ask<T>(
    to: { readonly host: string; readonly words: string },
    asked: Asked,
    send: () => Promise<T>,
  ): Promise<T>;
}

const DEADLINE_MS = 10_000;

export function createLine({ calls, ca, endpoints, deadlineMs = DEADLINE_MS }: LineOptions): Line {
  const agent = ca === undefined ? {} : { agent: new Agent({ ca, keepAlive: true }) };
  const deadlines: Deadlines = { readMs: deadlineMs, writeMs: deadlineMs };
  const plain = (url: string): string => url.replace(/\/+$/, '');
  return {
    sts: plain(endpoints?.sts ?? 'https://sts.googleapis.com'),
    iamCredentials: plain(endpoints?.iamCredentials ?? 'https://iamcredentials.googleapis.com'),
    transport: () => ({
      transporterOptions: { ...agent, timeout: deadlineMs, adapter: withoutRepeats },
    }),
    async ask({ host, words }, { secrets, told }, send) {
      const asking = createAsking({ host, calls, deadlines });
      try {
        return await asking.read({ key: '', words }, () => reached(send));
      } catch (error) {
        throw told(error, secrets);
      }
    },
  };
}

/** The library would repeat by itself, out of sight of whoever counts. */
function withoutRepeats<T>(
  options: { retry?: boolean; retryConfig?: object },
  send: (options: object) => Promise<T>,
): Promise<T> {
  options.retry = false;
  options.retryConfig = { retry: 0, noResponseRetries: 0 };
  return send(options);
}

/** A connection that broke has a name of the system's, where an API has a status. */
async function reached<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { code, response } = error as { code?: unknown; response?: unknown };
    const broke = response === undefined && typeof code === 'string' && codeOf(error) === null;
    if (!broke || !NETWORK.test(code)) throw error;
    throw Object.assign(new Error(code), { code: CODE.unavailable });
  }
}

/** `ECONNREFUSED`, `ENOTFOUND`, `ERR_TLS_CERT_ALTNAME_INVALID`, `TimeoutError`. */
const NETWORK = /^(?:E[A-Z_]+|UND_\w+|TimeoutError|AbortError|\w*CERT\w*)$/;
