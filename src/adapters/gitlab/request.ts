// One request to GitLab: one deadline, no hidden repeats, nothing followed to another host.

import { setTimeout as pause } from 'node:timers/promises';
import type { FormattedResponse } from '@gitbeaker/requester-utils';
import type { Calls } from '../../ports/calls.ts';
import type { Log } from '../../ports/log.ts';
import { retryAfterMs } from '../../ports/retry-after.ts';
import { contentOf, readBody } from './body.ts';
import { GitLabError, nonsense, passing } from './gitlab-error.ts';

export interface RequestSettings {
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
  readonly calls: Calls;
  /** Milliseconds for one request, its repeats included. */
  readonly deadlineMs: number;
  /** Milliseconds before the first repeat of a read, give or take a half. */
  readonly backOffMs: number;
}

type Handler = (endpoint: string, options?: Record<string, unknown>) => Promise<FormattedResponse>;

interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** Somebody who answered nothing for a whole deadline is not asked by everybody else as well, for so long. */
const SILENT_REST_MS = 5_000;
const READS = 3;
const REDIRECTS = 3;

/**
 * Takes the place of gitbeaker's own request handling, which repeats 429 and 502 ten times, writes included, and ignores
 * Retry-After. Reads are repeated at most twice inside the deadline; writes never, since GitLab may have done them.
 * While GitLab has asked for rest or is silent, nothing is sent and the failure says how long.
 */
export function createRequestHandler(settings: RequestSettings): Handler {
  const { calls } = settings;
  return async (endpoint, options = {}) => {
    const call = callOf(endpoint, options, AbortSignal.timeout(settings.deadlineMs));
    const { host } = call.url;
    const restMs = calls.restMs(host);
    if (restMs > 0) throw resting(restMs);
    const endsAt = performance.now() + settings.deadlineMs;
    const attempts = call.method === 'GET' ? READS : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await once(settings, call);
        calls.answered(host);
        return response;
      } catch (error) {
        remember(calls, call, error);
        const waitMs = waitBefore(attempt, settings.backOffMs, error);
        const fits = performance.now() + waitMs < endsAt;
        if (attempt >= attempts || !passing(error) || !fits || !calls.mayRepeat(host)) throw error;
        const path = call.url.pathname;
        settings.log.warn('gitlab read repeated', { path, attempt, waitMs });
        await pause(waitMs);
      }
    }
  };
}

function callOf(endpoint: string, options: Record<string, unknown>, signal: AbortSignal): Call {
  const { prefixUrl, searchParams, method, headers, body } = options;
  const base = String(prefixUrl);
  const url = new URL(endpoint, base.endsWith('/') ? base : `${base}/`);
  if (typeof searchParams === 'string') url.search = searchParams;
  return {
    url,
    method: String(method),
    headers: headers as Record<string, string>,
    body: typeof body === 'string' ? body : null,
    signal,
  };
}

function waitBefore(attempt: number, backOffMs: number, error: unknown): number {
  const asked = error instanceof GitLabError ? error.mishap.retryAfterMs : null;
  const backOff = backOffMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  return Math.round(Math.max(asked ?? 0, backOff));
}

/** What an answer or the lack of one means for everybody else who is about to ask. */
function remember(calls: Calls, { url, signal }: Call, error: unknown): void {
  if (!(error instanceof GitLabError)) return;
  const { kind, retryAfterMs: asked } = error.mishap;
  if (asked !== null) calls.leaveAlone(url.host, asked);
  else if (kind === 'silence' && signal.aborted) calls.leaveAlone(url.host, SILENT_REST_MS);
  else calls.answered(url.host);
}

async function once(settings: RequestSettings, call: Call): Promise<FormattedResponse> {
  const response = await follow(settings, call);
  const text = await readBody(response, call);
  if (!response.ok) throw refusal(response, text);
  const body = contentOf(call.url, response.status, text) as FormattedResponse['body'];
  return { body, headers: Object.fromEntries(response.headers.entries()), status: response.status };
}

/** A moved project redirects; our token goes along only where it was meant to go, and only for reads. */
async function follow(settings: RequestSettings, call: Call): Promise<Response> {
  let url = call.url;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const response = await send(settings, { ...call, url });
    if (response.status < 300 || response.status > 399) return response;
    await response.body?.cancel();
    const next = new URL(response.headers.get('location') ?? '', url);
    if (call.method !== 'GET' || next.origin !== url.origin) {
      throw nonsense(`it redirects to ${next.origin}${next.pathname}`);
    }
    url = next;
  }
  throw nonsense('it redirects in a circle');
}

async function send({ fetch, calls }: RequestSettings, call: Call): Promise<Response> {
  const { url, method, headers, body, signal } = call;
  const sent = performance.now();
  const ended = (code: string): void =>
    calls.ended({ host: url.host, code, ms: performance.now() - sent });
  try {
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    ended(String(response.status));
    return response;
  } catch (error) {
    ended(signal.aborted ? 'timeout' : 'no connection');
    throw silence(error, signal.aborted);
  }
}

function resting(restMs: number): GitLabError {
  const words = 'it asked for rest, or did not answer just now';
  return new GitLabError({ kind: 'silence', status: null, words, retryAfterMs: restMs });
}

function silence(error: unknown, late: boolean): GitLabError {
  const words = late ? 'no answer in time' : networkWords(error);
  return new GitLabError({ kind: 'silence', status: null, words, retryAfterMs: null }, error);
}

/** fetch says only that it failed; the reason is in the cause. */
function networkWords(error: unknown): string {
  const { cause, message } = error as { cause?: unknown; message?: unknown };
  const reason = (cause ?? { message }) as { code?: unknown; message?: unknown };
  const words = [reason.code, reason.message].filter((word) => typeof word === 'string');
  return words.join(': ') || 'no connection';
}

function refusal(response: Response, text: string): GitLabError {
  return new GitLabError({
    kind: 'answer',
    status: response.status,
    words: wordsOf(text),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), new Date()),
  });
}

/** GitLab says why under `message` or `error`, as text or per field; a gateway sends a page, which tells nothing. */
function wordsOf(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (answer === null || typeof answer !== 'object') return '';
    const { message, error, error_description: description } = answer as Record<string, unknown>;
    const words = message ?? description ?? error ?? '';
    return typeof words === 'string' ? words : JSON.stringify(words);
  } catch {
    return text.trimStart().startsWith('<') ? '' : text;
  }
}
