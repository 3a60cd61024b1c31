// What Google's errors mean to us. No error of the SDK leaves this folder.

import { Failure } from '../../../ports/failure.ts';
import type { FailureDetails } from '../../../ports/failure.ts';
import { boundedRest } from '../../../ports/retry-after.ts';

/** What was being done, for the sentence: `update checkout in us-east1 (acme-runway-production)`. */
export interface Doing {
  readonly verb: 'look at' | 'list' | 'create' | 'update' | 'remove' | 'rehearse';
  readonly what: string;
}

/** gRPC's status codes, as far as we tell them apart. */
export const CODE = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export function codeOf(error: unknown): number | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : null;
}

/** Google's words, without the number that the SDK puts before them and a note that the transport leaves empty. */
function wordsOf(error: unknown): string {
  const { details, message } = error as { details?: unknown; message?: unknown };
  const text = typeof details === 'string' && details !== '' ? details : String(message ?? error);
  return text.replace(/^\d+ [A-Z_]+: /, '').replace(/\s*Resolution note:\s*$/, '');
}

export function translated(error: unknown, doing: Doing): Failure {
  if (error instanceof Failure) return error;
  const words = wordsOf(error);
  const retryAfterMs = restOf(error);
  return new Failure({
    ...verdict(codeOf(error), words, doing),
    // The bare words, for who has a sentence of their own. The SDK's error stays here: it holds the request.
    cause: new Error(words),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

function verdict(code: number | null, words: string, doing: Doing): FailureDetails {
  switch (code) {
    case CODE.permissionDenied:
    case CODE.unauthenticated:
      return denied(code, words, doing);
    case CODE.aborted:
    case CODE.notFound:
    case CODE.alreadyExists:
      return conflict(code, words, doing);
    case CODE.invalidArgument:
    case CODE.failedPrecondition:
    case CODE.outOfRange:
    case CODE.unimplemented:
      return {
        code: 'RUNWAY_RUNTIME_REFUSED',
        message: `Cloud Run refused to ${doing.verb} ${doing.what}: ${words}`,
        hint: 'Change what Cloud Run names here; the same request will be refused again.',
        retry: 'never',
      };
    case CODE.resourceExhausted:
      return {
        code: 'RUNWAY_RUNTIME_UNREACHABLE',
        message: `Cloud Run would not ${doing.verb} ${doing.what} for now: ${words}`,
        hint: 'A quota is used up. It is tried again later; raise the quota if this goes on.',
        retry: 'later',
      };
    case null:
    default:
      return {
        code: 'RUNWAY_RUNTIME_UNREACHABLE',
        message: `Cloud Run did not answer when asked to ${doing.verb} ${doing.what}: ${words}`,
        hint: 'It is tried again later. If this goes on, check the endpoint and Google Cloud status.',
        retry: 'later',
      };
  }
}

function denied(code: number, words: string, { verb, what }: Doing): FailureDetails {
  const right = /\b([a-z]+\.[A-Za-z]+\.[A-Za-z]+)\b/.exec(words)?.[1] ?? RIGHTS[verb];
  const hint =
    code === CODE.unauthenticated
      ? 'Cloud Run does not know who Runway is. Check the credentials that Runway runs with.'
      : `Grant ${right} in this project to the account that Runway runs as (roles/run.developer holds the run rights).`;
  return {
    code: 'RUNWAY_RUNTIME_DENIED',
    message: `Cloud Run does not let Runway ${verb} ${what}: ${words}`,
    hint,
    retry: 'never',
  };
}

const RIGHTS: Readonly<Record<Doing['verb'], string>> = {
  'look at': 'run.services.get',
  list: 'run.services.list',
  create: 'run.services.create',
  update: 'run.services.update',
  remove: 'run.services.delete',
  rehearse: 'run.services.update',
};

function conflict(code: number, words: string, { verb, what }: Doing): FailureDetails {
  return {
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `Could not ${verb} ${what}: ${reason(code, verb)} (${words})`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  };
}

/** The same status stands for different things; the words that follow tell which. */
function reason(code: number, verb: Doing['verb']): string {
  if (code === CODE.aborted) return 'it was changed since it was looked at';
  if (code === CODE.notFound) return 'it, or something that it names, is not there';
  return verb === 'create'
    ? 'it is there already'
    : 'the name of the new revision is taken already';
}

/** A rate that is used up in all of a project and region, unlike room for instances that one service lacks. */
export function tooFast(error: unknown): boolean {
  return codeOf(error) === CODE.resourceExhausted && /\bper minute\b/i.test(wordsOf(error));
}

/** The wait that Google asks for, in milliseconds, where it says so (`google.rpc.RetryInfo`). */
export function restOf(error: unknown): number | null {
  const details = (error as { statusDetails?: unknown } | null)?.statusDetails;
  if (!Array.isArray(details)) return null;
  for (const detail of details as { retryDelay?: { seconds?: unknown; nanos?: unknown } }[]) {
    if (detail.retryDelay === undefined) continue;
    const { seconds, nanos } = detail.retryDelay;
    return boundedRest(Number(seconds ?? 0) * 1000 + Number(nanos ?? 0) / 1e6);
  }
  return null;
}
