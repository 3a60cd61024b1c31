// Accounts that were just made: Google takes minutes until all of it has heard of them.

import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import { CODE, codeOf } from './canonical-code.ts';
import { wordsOf } from './failures.ts';

/**
 * Google says that a new account is usually seen within a minute and a new grant within two, and that it may be seven
 * or more. Source: "Access change propagation" and "Create service accounts" in the documentation of IAM.
 */
const WINDOW_MS = 10 * 60_000;
const SHORTEST_REST_MS = 2_000;
const LONGEST_REST_MS = 30_000;

export interface Newcomers {
  /** An account was made, now or at that time (ISO 8601). */
  made(this: void, email: string, at?: string): void;
  /**
   * A Failure to be tried later, if it was refused because one of these accounts is new; else null. Only what names
   * an account is excused, and only for so long.
   */
  excuse(this: void, error: unknown, about: About): Failure | null;
}

export interface About {
  /** Emails of accounts that the request grants something to. */
  readonly members: readonly string[];
  /** The account that the request is made on: a 404 or 403 is about it though no word names it. */
  readonly on?: string;
}

export function createNewcomers({ now }: Pick<Clock, 'now'>): Newcomers {
  /** Since when an account may be unknown: made at, or else first refused at; milliseconds since the epoch. */
  const since = new Map<string, number>();

  function note(email: string, time: number): void {
    const present = now().getTime();
    for (const [other, from] of since) if (present - from > 2 * WINDOW_MS) since.delete(other);
    since.set(email, time);
  }

  return {
    made(email, at) {
      const time = at === undefined ? now().getTime() : Date.parse(at);
      if (!Number.isNaN(time)) note(email, time);
    },
    excuse(error, about) {
      const email = unknownAccount(error, about, (on) => since.has(on));
      if (email === null) return null;
      const present = now().getTime();
      if (!since.has(email)) note(email, present);
      const from = since.get(email) ?? present;
      const age = present - from;
      if (age > WINDOW_MS) return null;
      return notSeenYet(email, { words: wordsOf(error), until: from + WINDOW_MS, age });
    },
  };
}

/** Which account the refusal is about because it is not there, or null. */
function unknownAccount(
  error: unknown,
  { members, on }: About,
  isNew: (email: string) => boolean,
): string | null {
  const code = codeOf(error);
  const words = wordsOf(error);
  const missing =
    code === CODE.notFound ||
    (/\b(does not exist|not found|unknown)\b/i.test(words) &&
      (code === CODE.invalidArgument || code === CODE.failedPrecondition));
  const named = members.find((email) => words.includes(email));
  if (missing && named !== undefined) return named;
  // It may as well be a missing right, or another thing that is missing: then only what is known to be new is excused.
  const vague = code === CODE.permissionDenied && /\bmay not exist\b/i.test(words);
  const meant = vague ? (named ?? on) : on;
  return meant !== undefined && (code === CODE.notFound || vague) && isNew(meant) ? meant : null;
}

function notSeenYet(
  email: string,
  { words, until, age }: { readonly words: string; readonly until: number; readonly age: number },
): Failure {
  const end = new Date(until).toISOString().slice(11, 16);
  return new Failure({
    code: 'RUNWAY_ACCOUNT_NEW',
    message: `Google does not know ${email} everywhere yet: ${words}`,
    hint: `A new account takes minutes to be seen. It is tried again until ${end} UTC; a refusal after that counts.`,
    retry: 'later',
    retryAfterMs: Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, age / 2)),
  });
}
