// One request to a forge: one deadline, few repeats, nothing followed to another host.

import { setTimeout as pause } from 'node:timers/promises';
import type { Calls } from '../../ports/calls.ts';
import type { Log } from '../../ports/log.ts';
import { MishapError, nonsense } from './mishap.ts';
import type { PatientAnswer, PatientFetch, PatientRequest } from './patient-request.ts';
import { retryAfterMs } from '../../ports/retry-after.ts';
import { readBody } from './body.ts';

export interface PatientFetchOptions {
  readonly log: Log;
  readonly calls: Calls;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for one request, its repeats included; 10,000 when left out. */
  readonly deadlineMs?: number;
  /** Milliseconds before the first repeat of a read, give or take a half; 250 when left out. */
  readonly backOffMs?: number;
}

type Settings = Required<PatientFetchOptions>;
type Sent = PatientRequest & { readonly signal: AbortSignal };

/** Somebody who answered nothing for a whole deadline is not asked by everybody else as well, for so long. */
const SILENT_REST_MS = 5_000;
/** A page of a hundred long notes stays well below. */
const ANSWER_BYTES = 64 * 1024 * 1024;
const READS = 3;
const REDIRECTS = 3;

export function createPatientFetch(options: PatientFetchOptions): PatientFetch {
  const settings: Settings = {
    fetch: (input, init) => globalThis.fetch(input, init),
    deadlineMs: 10_000,
    backOffMs: 250,
    ...options,
  };
  return (request) => patiently(settings, request);
}

async function patiently(settings: Settings, request: PatientRequest): Promise<PatientAnswer> {
  const { calls, deadlineMs } = settings;
  const { host } = request.url;
  const restMs = calls.restMs(host);
  if (restMs > 0) throw silence('it asked for rest, or did not answer just now', { restMs });
  const sent = { ...request, signal: AbortSignal.timeout(deadlineMs) };
  const endsAt = performance.now() + deadlineMs;
  const attempts = request.method === 'GET' ? READS : 1;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await once(settings, sent).catch((error: unknown) => error as Error);
    remember(calls, sent, outcome);
    const asked = outcome instanceof Error ? null : outcome.retryAfterMs;
    const waitMs = waitBefore(attempt, settings.backOffMs, asked);
    const fits = performance.now() + waitMs < endsAt;
    if (attempt >= attempts || !passing(outcome) || !fits || !calls.mayRepeat(host)) {
      if (outcome instanceof Error) throw outcome;
      return outcome;
    }
    settings.log.warn('read repeated', { host, path: request.url.pathname, attempt, waitMs });
    await pause(waitMs);
  }
}

/** Whether asking again soon may help: throttled, a gateway's trouble, or no answer. */
function passing(outcome: PatientAnswer | Error): boolean {
  if (outcome instanceof Error) {
    return outcome instanceof MishapError && outcome.mishap.kind === 'silence';
  }
  const { status, retryAfterMs: asked } = outcome;
  return status === 429 || status >= 500 || (status >= 400 && asked !== null);
}

function waitBefore(attempt: number, backOffMs: number, asked: number | null): number {
  const backOff = backOffMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  return Math.round(Math.max(asked ?? 0, backOff));
}

/** What an answer or the lack of one means for everybody else who is about to ask. */
function remember(calls: Calls, { url, signal }: Sent, outcome: PatientAnswer | Error): void {
  const silent = outcome instanceof MishapError && outcome.mishap.kind === 'silence';
  if (!(outcome instanceof Error) && outcome.status >= 400 && outcome.retryAfterMs !== null) {
    calls.leaveAlone(url.host, outcome.retryAfterMs);
  } else if (silent && signal.aborted) calls.leaveAlone(url.host, SILENT_REST_MS);
  else calls.answered(url.host);
}

async function once(settings: Settings, sent: Sent): Promise<PatientAnswer> {
  const { mostBytes = ANSWER_BYTES, restMs, signal } = sent;
  const response = await follow(settings, sent);
  const limit = response.ok ? mostBytes : ANSWER_BYTES;
  const text = await readBody(response, { limit, signal });
  const answer = { status: response.status, headers: response.headers, text };
  const asked = retryAfterMs(response.headers.get('retry-after'), new Date());
  return { ...answer, retryAfterMs: asked ?? restMs?.(answer) ?? null };
}

/** A moved project redirects; our token goes along only where it was meant to go, and only for reads. */
async function follow(settings: Settings, sent: Sent): Promise<Response> {
  let url = sent.url;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const response = await send(settings, { ...sent, url });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    if (sent.method !== 'GET' || next.origin !== url.origin) {
      throw nonsense(`it redirects to ${next.origin}${next.pathname}`);
    }
    url = next;
  }
  throw nonsense('it redirects in a circle');
}

async function send({ fetch, calls }: Settings, sent: Sent): Promise<Response> {
  const { url, method, headers, body, signal } = sent;
  const began = performance.now();
  const ended = (code: string): void =>
    calls.ended({ host: url.host, code, ms: performance.now() - began });
  try {
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    ended(String(response.status));
    return response;
  } catch (error) {
    ended(signal.aborted ? 'timeout' : 'no connection');
    throw silence(signal.aborted ? 'no answer in time' : networkWords(error), { cause: error });
  }
}

function silence(
  words: string,
  { restMs = null, cause }: { readonly restMs?: number | null; readonly cause?: unknown },
): MishapError {
  return new MishapError({ kind: 'silence', status: null, words, retryAfterMs: restMs }, cause);
}

/** fetch says only that it failed; the reason is in the cause. */
function networkWords(error: unknown): string {
  const { cause, message } = error as { cause?: unknown; message?: unknown };
  const reason = (cause ?? { message }) as { code?: unknown; message?: unknown };
  const words = [reason.code, reason.message].filter((word) => typeof word === 'string');
  return words.join(': ') || 'no connection';
}
