// What Google's errors mean to us, whichever of its APIs they come from. No error of an SDK leaves an adapter.

import { Failure } from '../../ports/failure.ts';
import type { FailureDetails } from '../../ports/failure.ts';
import { boundedRest } from '../../ports/retry-after.ts';
import { CODE, codeOf, type HttpAnswer } from './canonical-code.ts';

/** What was being done, for the sentence: `update checkout in us-east1 (acme-runway-production)`. */
export interface Doing {
  readonly verb: string;
  readonly what: string;
  /** The permission that it takes, for who must grant it. */
  readonly right: string;
  /** The account that it was asked as. Left out: the one that the process runs as. */
  readonly as?: string;
}

export interface GoogleApi {
  /** As people know it: `Cloud Run`. */
  readonly name: string;
  /** What holds its rights, said after the right itself: `(roles/run.admin holds the run rights)`. */
  readonly roles: string;
  /** Why a write met something else than it expected. Left out: in general words. */
  readonly conflict?: (code: number, verb: string) => string;
  /** What an error means, where one status stands for much. Left out: as its status says. */
  readonly meaning?: (error: unknown) => number | null;
}

/** Null: nothing came back, or nothing that says what it means. */
export function meaningOf(error: unknown, api: GoogleApi): number | null {
  return (api.meaning ?? codeOf)(error);
}

/** Google's words, without the number that the SDK puts before them and a note that the transport leaves empty. */
export function wordsOf(error: unknown): string {
  const { details, message, response } = error as {
    details?: unknown;
    message?: unknown;
    response?: HttpAnswer;
  };
  const told = response?.data?.error?.message;
  if (typeof told === 'string' && told !== '') return told;
  const text = typeof details === 'string' && details !== '' ? details : String(message ?? error);
  return text.replace(/^\d+ [A-Z_]+: /, '').replace(/\s*Resolution note:\s*$/, '');
}

export function translated(error: unknown, doing: Doing, api: GoogleApi): Failure {
  if (error instanceof Failure) return error;
  const words = wordsOf(error);
  const retryAfterMs = restOf(error);
  return new Failure({
    ...verdict(meaningOf(error, api), { words, doing, api }),
    // The bare words, for who has a sentence of their own. The SDK's error stays here: it holds the request.
    cause: new Error(words),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

interface Told {
  readonly words: string;
  readonly doing: Doing;
  readonly api: GoogleApi;
}

function verdict(code: number | null, told: Told): FailureDetails {
  const { words, doing, api } = told;
  switch (code) {
    case CODE.permissionDenied:
    case CODE.unauthenticated:
      return denied(code, told);
    case CODE.aborted:
    case CODE.notFound:
    case CODE.alreadyExists:
      return conflict(code, told);
    case CODE.invalidArgument:
    case CODE.failedPrecondition:
    case CODE.outOfRange:
    case CODE.unimplemented:
      return {
        code: 'RUNWAY_RUNTIME_REFUSED',
        message: `${api.name} refused to ${doing.verb} ${doing.what}: ${words}`,
        hint: `Change what ${api.name} names here; the same request will be refused again.`,
        retry: 'never',
      };
    case CODE.resourceExhausted:
      return {
        code: 'RUNWAY_RUNTIME_UNREACHABLE',
        message: `${api.name} would not ${doing.verb} ${doing.what} for now: ${words}`,
        hint: 'A quota is used up. It is tried again later; raise the quota if this goes on.',
        retry: 'later',
      };
    case null:
    default:
      return {
        code: 'RUNWAY_RUNTIME_UNREACHABLE',
        message: `${api.name} did not answer when asked to ${doing.verb} ${doing.what}: ${words}`,
        hint: 'It is tried again later. If this goes on, check the endpoint and Google Cloud status.',
        retry: 'later',
      };
  }
}

function denied(code: number, { words, doing, api }: Told): FailureDetails {
  const right = /\b([a-z]+\.[A-Za-z]+\.[A-Za-z]+)\b/.exec(words)?.[1] ?? doing.right;
  const hint =
    code === CODE.unauthenticated
      ? `${api.name} does not know who Runway is. Check the credentials that Runway runs with.`
      : `Grant ${right} in this project to ${doing.as ?? 'the account that Runway runs as'} ${api.roles}.`;
  return {
    code: 'RUNWAY_RUNTIME_DENIED',
    message: `${api.name} does not let Runway ${doing.verb} ${doing.what}: ${words}`,
    hint,
    retry: 'never',
    ...(doing.as === undefined ? {} : { who: doing.as }),
  };
}

function conflict(code: number, { words, doing, api }: Told): FailureDetails {
  const reason = (api.conflict ?? reasonOf)(code, doing.verb);
  return {
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `Could not ${doing.verb} ${doing.what}: ${reason} (${words})`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  };
}

/** The same status stands for different things; the words that follow tell which. */
export function reasonOf(code: number): string {
  if (code === CODE.aborted) return 'it was changed since it was looked at';
  if (code === CODE.notFound) return 'it, or something that it names, is not there';
  return 'it is there already';
}

/** A rate that is used up in all of a project and region, unlike room for instances that one service lacks. */
export function tooFast(error: unknown): boolean {
  return codeOf(error) === CODE.resourceExhausted && /\bper minute\b/i.test(wordsOf(error));
}

/** The wait that Google asks for, in milliseconds, where it says so (`google.rpc.RetryInfo`). */
export function restOf(error: unknown): number | null {
  const { statusDetails, response } = (error ?? {}) as {
    statusDetails?: unknown;
    response?: HttpAnswer;
  };
  const details = statusDetails ?? response?.data?.error?.details;
  if (!Array.isArray(details)) return null;
  for (const { retryDelay } of details as { retryDelay?: Delay }[]) {
    if (retryDelay !== undefined) return boundedRest(milliseconds(retryDelay));
  }
  return null;
}

/** A message over gRPC, `3.5s` in JSON. */
type Delay = string | { readonly seconds?: unknown; readonly nanos?: unknown };

function milliseconds(delay: Delay): number {
  if (typeof delay === 'string') return Number.parseFloat(delay) * 1000 || 0;
  return Number(delay.seconds ?? 0) * 1000 + Number(delay.nanos ?? 0) / 1e6;
}
