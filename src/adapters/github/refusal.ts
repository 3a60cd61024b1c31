// What GitHub's refusals mean. https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api

import { MishapError } from '../forge/mishap.ts';
import type { PatientAnswer } from '../forge/patient-request.ts';
import { boundedRest } from '../../ports/retry-after.ts';

/** What Octokit throws, as far as we read it; one without an answer has our own error as its cause. */
interface OctokitError {
  readonly status?: unknown;
  readonly cause?: unknown;
  readonly response?: {
    readonly data: unknown;
    readonly headers: Readonly<Record<string, string | undefined>>;
  };
}

/** Where GitHub says no time, it wants at least this. */
const MINUTE_MS = 60_000;

/**
 * Rate limits that say so in their own way: the first by its headers, the second only by its words.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function restMs({
  status,
  headers,
  text,
}: Omit<PatientAnswer, 'retryAfterMs'>): number | null {
  if (status !== 403 && status !== 429) return null;
  if (headers.get('x-ratelimit-remaining') === '0') {
    const reset = Number(headers.get('x-ratelimit-reset')) * 1000;
    // By GitHub's own clock, which may differ from ours.
    const now = Date.parse(headers.get('date') ?? '');
    return boundedRest(reset - (Number.isNaN(now) ? Date.now() : now));
  }
  return status === 429 || /rate limit|abuse detection/i.test(text) ? MINUTE_MS : null;
}

/** What Octokit threw, as a mishap; anything else as it is. */
export function mishapOf(error: unknown): unknown {
  const { status, response, cause } = error as OctokitError;
  if (cause instanceof MishapError) return cause;
  if (typeof status !== 'number' || response === undefined) return error;
  const words = wordsOf(response.data);
  const rest = response.headers['retry-after'];
  const cure = cureFor(words, response.headers['x-accepted-github-permissions'] ?? '');
  return new MishapError({
    kind: 'answer',
    status,
    words,
    retryAfterMs: rest === undefined ? null : Number(rest) * 1000,
    ...(cure === null ? {} : { cure }),
  });
}

/** The message, and what is wrong with each member; a gateway sends a page, which tells nothing. */
function wordsOf(data: unknown): string {
  if (data === null || typeof data !== 'object') return '';
  const { message, errors } = data as { message?: unknown; errors?: unknown };
  const details = Array.isArray(errors) ? errors.map(detailOf) : [];
  return [message, ...details].filter((word) => typeof word === 'string').join(': ');
}

function detailOf(error: unknown): unknown {
  if (error === null || typeof error !== 'object') return error;
  const { message, field, code } = error as Record<string, unknown>;
  return message ?? `${String(field)} is ${String(code)}`;
}

/** `accepted`: sets of permissions of which one is enough, such as `issues=write; pull_requests=write`. */
function cureFor(words: string, accepted: string): string | null {
  if (/suspended/i.test(words)) {
    return "The App's installation is suspended: an owner lifts that in the settings of the App's installation.";
  }
  if (/archived/i.test(words))
    return 'The repository is archived: unarchive it, or let Runway work on another one.';
  if (/'(?:exp|iat)'/.test(words))
    return "Check the clock of the bot's machine: GitHub reads another time.";
  if (!/not accessible by integration/i.test(words) || accepted === '') return null;
  const sets = accepted.split(';').map((set) => set.trim().replaceAll(',', ' and '));
  return `The App needs the permission ${sets.join(' or ')}: give it that in its settings, and accept it where it is installed.`;
}
