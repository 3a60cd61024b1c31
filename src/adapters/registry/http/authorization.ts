// What to write into `Authorization`: learned from a registry's challenge, kept while it is valid.

import { answerWords, retryAfter } from './answer-words.ts';
import { parseChallenge, type Challenge } from './challenge.ts';
import type { Repository } from '../endpoint.ts';
import { broken, denied, refused, unreachable } from './failures.ts';
import type { Repeats } from './repeat.ts';
import { request, type Received } from './request.ts';
import type { Timing } from './timing.ts';

export interface Authorization {
  /** The header for these scopes, or null where the registry asks for none. */
  header(repository: Repository, scopes: readonly string[]): Promise<string | null>;
  /** After a 401: forgets the token and learns from the new challenge. */
  rejected(repository: Repository, scopes: readonly string[], challenge: string | null): void;
}

interface Token {
  readonly header: string;
  readonly expiresAt: number;
}

/** Of an answer without `expires_in`, as GitLab's; the token specification names 60 seconds. */
const ASSUMED_LIFETIME_SECONDS = 60;

/** Renewed a little early, so that it does not run out on its way. */
const USED_LIFETIME = 0.9;

const LARGEST_ANSWER = 1024 * 1024;

export function createAuthorization(timing: Timing, repeats: Repeats): Authorization {
  const challenges = new Map<string, Promise<Challenge | null>>();
  const tokens = new Map<string, Promise<Token>>();

  return {
    async header(repository, scopes) {
      const challenge = await remembered(challenges, repository.origin, () => ping(repository));
      if (challenge === null) return null;
      if (challenge.type === 'basic') return (await credentials(repository))?.header ?? null;
      const key = keyOf(repository, scopes);
      const known = await tokens.get(key)?.catch(() => null);
      if (known !== undefined && known !== null && known.expiresAt <= Date.now())
        tokens.delete(key);
      const token = await remembered(tokens, key, () =>
        repeats.repeat(UNENDING, () => fetchToken(repository, challenge, scopes)),
      );
      return token.header;
    },
    rejected(repository, scopes, header) {
      tokens.delete(keyOf(repository, scopes));
      const challenge = parseChallenge(header);
      if (challenge !== null) challenges.set(repository.origin, Promise.resolve(challenge));
    },
  };

  function ping(repository: Repository): Promise<Challenge | null> {
    return repeats.repeat(UNENDING, async () => {
      const url = new URL('/v2/', repository.origin);
      const answer = await ask(repository, url, {});
      await answer.discard();
      return answer.status === 401 ? parseChallenge(answer.headers.get('www-authenticate')) : null;
    });
  }

  async function fetchToken(
    repository: Repository,
    challenge: Challenge & { type: 'bearer' },
    scopes: readonly string[],
  ): Promise<Token> {
    const url = tokenAddress(repository, challenge, scopes);
    const login = await credentials(repository);
    const asked = Date.now();
    const answer = await ask(
      repository,
      url,
      login === null ? {} : { authorization: login.header },
    );
    if (answer.status !== 200) {
      const words = await answerWords(answer, login?.secrets ?? []);
      if (answer.status === 401 || answer.status === 403) throw denied(repository.image, words);
      throw refused(repository.image, `no token, ${words}`);
    }
    const bytes = await answer.bytes(LARGEST_ANSWER).catch((error: unknown) => {
      throw broken(repository.image, error);
    });
    return parseToken(repository, asked, bytes);
  }

  async function ask(
    { image }: Repository,
    url: URL,
    headers: Readonly<Record<string, string>>,
  ): Promise<Received> {
    const answer = await request({ method: 'GET', url, headers }, timing.quietMs, UNENDING).catch(
      (error: unknown) => {
        throw broken(image, error);
      },
    );
    if (answer.status !== 429 && answer.status < 500) return answer;
    await answer.discard();
    const words = `status ${answer.status}`;
    throw unreachable({ image, words, retryAfterMs: retryAfter(answer.headers) });
  }
}

/** Tokens are shared, so nobody's cancelling ends the request; its own deadline does. */
const UNENDING = new AbortController().signal;

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
  return [origin, endpoint.username ?? '', ...scopes].join(' ');
}

async function credentials({
  endpoint,
}: Repository): Promise<{ header: string; secrets: readonly string[] } | null> {
  if (endpoint.username === undefined || endpoint.password === undefined) return null;
  const password = await endpoint.password();
  const encoded = Buffer.from(`${endpoint.username}:${password}`).toString('base64');
  return { header: `Basic ${encoded}`, secrets: [password, encoded] };
}

function tokenAddress(
  { origin, image }: Repository,
  { realm, service }: Challenge & { type: 'bearer' },
  scopes: readonly string[],
): URL {
  const url = URL.canParse(realm) ? new URL(realm) : null;
  const secure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && origin.startsWith('http:'));
  if (url === null || !secure)
    throw refused(image, 'it wants the password sent to an address that is not https');
  if (service !== null) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  return url;
}

function parseToken({ image }: Repository, asked: number, bytes: Buffer | null): Token {
  const answer = parseObject(bytes);
  const token = answer['token'] ?? answer['access_token'];
  if (typeof token !== 'string' || token === '')
    throw refused(image, 'its token answer has no token');
  const told = answer['expires_in'];
  const seconds = typeof told === 'number' && told > 0 ? told : ASSUMED_LIFETIME_SECONDS;
  return { header: `Bearer ${token}`, expiresAt: asked + seconds * 1000 * USED_LIFETIME };
}

function parseObject(bytes: Buffer | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes?.toString('utf8') ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
