// Where the mirror comes from and how we show who we are.

import type { Calls } from '../../ports/calls.ts';
import { Failure } from '../../ports/failure.ts';
import { type Environment, FIXED_SETTINGS, settings } from './process.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Origin {
  readonly url: string;
  /** Settings with the credentials of this moment, for the environment of one process. */
  access(): Promise<Environment>;
  /** Tells of one fetch or push, by how it ended. */
  told<T>(work: () => Promise<T>): Promise<T>;
}

export interface OriginOptions {
  readonly credentials: () => Promise<Credentials>;
  readonly calls: Calls;
}

/**
 * Credentials go to git as a header in its environment, bound to the origin's host: never in an argument, an
 * address or a file. Throws a Failure (RUNWAY_SETTINGS_INVALID) for an address that carries a password or is
 * neither http, https nor file.
 */
export function createOrigin(url: string, { credentials, calls }: OriginOptions): Origin {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['http:', 'https:', 'file:'].includes(parsed.protocol)) {
    throw invalid('The address of the GitOps repository is not an http, https or file URL.');
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw invalid('The address of the GitOps repository carries a user or password.');
  }
  return {
    url,
    async access() {
      if (parsed.protocol === 'file:') return settings(FIXED_SETTINGS);
      const { username, password } = await credentials();
      const basic = Buffer.from(`${username}:${password}`).toString('base64');
      const header = [
        `http.${parsed.origin}/.extraHeader`,
        `Authorization: Basic ${basic}`,
      ] as const;
      return settings([...FIXED_SETTINGS, header]);
    },
    async told(work) {
      if (parsed.protocol === 'file:') return work();
      const sent = performance.now();
      const ended = (code: string): void =>
        calls.ended({ host: parsed.host, code, ms: performance.now() - sent });
      try {
        const answer = await work();
        ended('OK');
        return answer;
      } catch (error) {
        ended(codeOf(error instanceof Error ? error.message : ''));
        throw error;
      }
    },
  };
}

function invalid(message: string): Failure {
  return new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message,
    hint: 'Write it as https://HOST/GROUP/PROJECT.git and give the token in the settings.',
    retry: 'never',
  });
}

/** git tells only in words how the host answered. */
function codeOf(words: string): string {
  const status = /returned error: (\d{3})|\bHTTP (\d{3})\b/.exec(words);
  if (status !== null) return status[1] ?? status[2] ?? 'failed';
  if (/authentication failed|could not read username|does not accept the token/i.test(words))
    return '401';
  if (/timeout|timed out|too slow|cut short|abort/i.test(words)) return 'timeout';
  if (/could not resolve|failed to connect|connection refused|couldn't connect/i.test(words))
    return 'no connection';
  return 'failed';
}
