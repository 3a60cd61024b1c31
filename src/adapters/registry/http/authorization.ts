// What to write into `Authorization`: learned from a registry's challenge, kept while it is valid.

import { parseChallenge, type Challenge } from './challenge.ts';
import { loginOf, type Repository } from '../endpoint.ts';
import { credentials, type Token, tokensOver } from './tokens.ts';
import type { Sending } from './exchange.ts';

export interface Authorization {
  /** The header for these scopes, or null where the registry asks for none. */
  header(repository: Repository, scopes: readonly string[]): Promise<string | null>;
  /** After a 401: forgets the token and learns from the new challenge. */
  rejected(repository: Repository, scopes: readonly string[], challenge: string | null): void;
}

export function createAuthorization(sending: Sending): Authorization {
  const challenges = new Map<string, Promise<Challenge | null>>();
  const tokens = new Map<string, Promise<Token>>();
  const registry = tokensOver(sending);
  return {
    async header(repository, scopes) {
      const { origin } = repository;
      const challenge = await remembered(challenges, origin, () => registry.challenge(repository));
      if (challenge === null) return null;
      if (challenge.type === 'basic') return (await credentials(repository))?.header ?? null;
      const key = keyOf(repository, scopes);
      const known = await tokens.get(key)?.catch(() => null);
      if (known !== undefined && known !== null && known.expiresAt <= Date.now())
        tokens.delete(key);
      const ask = () => registry.token(repository, challenge, scopes);
      return (await remembered(tokens, key, ask)).header;
    },
    rejected(repository, scopes, header) {
      repository.endpoint.rejected?.();
      tokens.delete(keyOf(repository, scopes));
      const challenge = parseChallenge(header);
      if (challenge !== null) challenges.set(repository.origin, Promise.resolve(challenge));
    },
  };
}

/** Failures are not remembered. */
async function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  find: () => Promise<T>,
): Promise<T> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  try {
    return await found;
  } catch (error) {
    if (known.get(key) === found) known.delete(key);
    throw error;
  }
}

function keyOf({ origin, endpoint }: Repository, scopes: readonly string[]): string {
  return [origin, loginOf(endpoint), ...scopes].join(' ');
}
