// One request to Google: never endless, told of, and not sent to a place that has asked for rest.

import type { Calls } from '../../ports/calls.ts';
import { Failure } from '../../ports/failure.ts';
import { CODE, codeOf, nameOf } from './canonical-code.ts';
import { restOf, tooFast } from './failures.ts';

/** What throttles or fails as one. */
export interface Party {
  /** Set apart from others at the same host: a project and region, or a project. */
  readonly key: string;
  /** As a sentence begins with it: `Cloud Run in us-east1 (acme-runway-production)`. */
  readonly words: string;
}

export interface Asking {
  /** Sends a write once. Throws the SDK's error, or a Failure while the party is left alone. */
  write<T>(this: void, party: Party, send: () => Promise<T>): Promise<T>;
  /** The same for a read, which is sent again when the connection was lost. */
  read<T>(this: void, party: Party, send: () => Promise<T>): Promise<T>;
}

export interface AskingOptions {
  /** Of the API, for whoever counts requests. */
  readonly host: string;
  readonly calls: Calls;
  readonly deadlines: Deadlines;
}

/** Milliseconds for one request with everything before it: loading, connecting, the token. */
export interface Deadlines {
  readonly readMs: number;
  readonly writeMs: number;
}

/** A little more than an SDK is given for the request alone. */
export const DEADLINES: Deadlines = { readMs: 12_000, writeMs: 32_000 };

/** A place that said nothing for a whole deadline is not waited for by every other pass as well. */
const SILENT_REST_MS = 5_000;
/** Google counts by the minute, and seldom says how long to wait. */
const TOO_FAST_REST_MS = 10_000;

export function createAsking({ host, calls, deadlines }: AskingOptions): Asking {
  async function once<T>(to: Party, ms: number, send: () => Promise<T>): Promise<T> {
    const party = `${host} ${to.key}`;
    const restMs = calls.restMs(party);
    if (restMs > 0) throw resting(to, restMs);
    const sent = performance.now();
    const ended = (code: string): void => calls.ended({ host, code, ms: performance.now() - sent });
    try {
      const answer = await within(ms, send);
      ended('OK');
      calls.answered(party);
      return answer;
    } catch (error) {
      const late = codeOf(error) === CODE.deadlineExceeded;
      const asked = restOf(error) ?? (tooFast(error) ? TOO_FAST_REST_MS : null);
      ended(late ? 'timeout' : nameOf(codeOf(error)));
      if (late || asked !== null) calls.leaveAlone(party, asked ?? SILENT_REST_MS);
      else calls.answered(party);
      throw error;
    }
  }
  return {
    write: (party, send) => once(party, deadlines.writeMs, send),
    async read(party, send) {
      try {
        return await once(party, deadlines.readMs, send);
      } catch (error) {
        // A connection that was just lost is the usual reason for not being answered, and is back at once.
        const again = codeOf(error) === CODE.unavailable && restOf(error) === null;
        if (!again || !calls.mayRepeat(host)) throw error;
        return once(party, deadlines.readMs, send);
      }
    },
  };
}

/**
 * An SDK's own deadline begins when the request is sent. Loading it, finding credentials and an access token come
 * before and have none.
 */
export async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const words = `nothing came back within ${ms / 1000} seconds`;
    const error = Object.assign(new Error(words), { code: CODE.deadlineExceeded });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function resting({ words }: Party, retryAfterMs: number): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: `${words} asked for rest, or did not answer just now.`,
    hint: 'It is tried again by itself. If this goes on, check the endpoint and Google Cloud status.',
    retry: 'later',
    retryAfterMs,
  });
}
