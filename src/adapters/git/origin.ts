// Where the mirror comes from and how we show who we are.

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
}

/**
 * Credentials go to git as a header in its environment, bound to the origin's host: never in an argument, an
 * address or a file. Throws a Failure (RUNWAY_SETTINGS_INVALID) for an address that carries a password or is
 * neither http, https nor file.
 */
export function createOrigin(url: string, credentials: () => Promise<Credentials>): Origin {
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
