// Artifact Registry takes Google's access tokens as passwords.
// https://cloud.google.com/artifact-registry/docs/docker/authentication#token

import type { Identity, Principal } from '../../ports/identity.ts';
import type { Repository } from './endpoint.ts';

export type Tokens = Pick<Identity, 'accessToken' | 'rejected'>;

const USER = 'oauth2accesstoken';
/** `us-docker.pkg.dev`, and the names that it took over: `gcr.io`, `eu.gcr.io`. */
const HOST = /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)$/;

/** The repository as it is asked for by this account; as it is, where the settings say how to log in, or it is not Google's. */
export function asAccount(repository: Repository, tokens: Tokens, as: Principal): Repository {
  const { endpoint, image } = repository;
  const named = endpoint.username !== undefined || endpoint.password !== undefined;
  if (named || !HOST.test(image.split('/')[0] ?? '')) return repository;
  let last: string | null = null;
  const account = as.type === 'self' ? 'the account that Runway runs as' : as.email;
  return {
    ...repository,
    endpoint: {
      ...endpoint,
      username: USER,
      account,
      async password() {
        last = await tokens.accessToken(as);
        return last;
      },
      rejected() {
        if (last !== null) tokens.rejected(as, last);
      },
    },
  };
}
