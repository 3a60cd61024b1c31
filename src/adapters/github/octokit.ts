// Probot's Octokit with our own request handling in the place of its repeats, and our log.

import type { ProbotOctokit } from 'probot';
import type { Log } from '../../ports/log.ts';
import { nonsense } from '../forge/mishap.ts';
import type { PatientFetch } from '../forge/patient-request.ts';
import { restMs } from './refusal.ts';

export type Octokit = InstanceType<typeof ProbotOctokit>;

export interface OctokitSettings {
  /** `https://api.github.com`, without a slash at the end. */
  readonly api: string;
  /** `none`: without the pauses between writes that github.com asks for. */
  readonly pace: 'none' | 'github';
  readonly fetch: PatientFetch;
  readonly log: Log;
}

/** One project, asked as the App's installation on it. */
export interface Project {
  readonly octokit: () => Promise<Octokit>;
  readonly at: ReturnType<typeof at>;
  /** The App's own number. */
  readonly appId: number;
}

/** `acme/platform` as GitHub's methods want it. What has more parts is none of its, and must not be taken for another. */
export function at(project: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', ...rest] = project.split('/');
  return { owner, repo: rest.join('/') };
}

/** The retry plugin repeats a POST on 500; the throttling plugin would repeat what was throttled, and is left only its pauses. */
export function octokitOptions({ api, pace, fetch, log }: OctokitSettings): object {
  const own = octokitLog(log);
  const repeats = { onRateLimit: () => false, onSecondaryRateLimit: () => false };
  return {
    baseUrl: api,
    userAgent: 'runway',
    log: own,
    request: { fetch: fetchFor(api, fetch), log: own },
    retry: { enabled: false },
    throttle: { enabled: pace !== 'none', ...repeats },
  };
}

type OctokitLog = Readonly<Record<'debug' | 'info' | 'warn' | 'error', (said: unknown) => void>>;

/** What Octokit says at lower levels holds whole requests. */
export function octokitLog(log: Log): OctokitLog {
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: (said: unknown) => log.warn('octokit warns', { said: String(said) }),
    error: (said: unknown) => log.error('octokit complains', { said: String(said) }),
  };
}

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const VERSION = { 'x-github-api-version': '2022-11-28' };

/** Links to further pages are followed by Octokit with our token: only where it was meant to go. */
function fetchFor(api: string, fetch: PatientFetch): typeof globalThis.fetch {
  const { origin } = new URL(api);
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw nonsense(`it leads to ${url.origin}`);
    const { method = 'GET', body } = init;
    const answer = await fetch({
      url,
      method,
      headers: { ...(init.headers as Record<string, string>), ...VERSION },
      body: typeof body === 'string' ? body : null,
      restMs,
    });
    const { status, text, retryAfterMs } = answer;
    if (method === 'GET' && status < 300) refuseNonsense(text);
    const headers = new Headers(answer.headers);
    if (retryAfterMs === null) headers.delete('retry-after');
    else headers.set('retry-after', String(retryAfterMs / 1000));
    return new Response(text === '' ? null : text, { status, headers });
  };
}

/** Octokit would take nothing for an empty list, and a page for a text. */
function refuseNonsense(text: string): void {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw nonsense('its answer is not JSON', error);
  }
  if (content === null || typeof content !== 'object') throw nonsense('its answer is empty');
}
