// Asks a registry how to log in, and logs in.

import { retryAfterMs } from '../../../ports/retry-after.ts';
import { answerWords } from './answer-words.ts';
import { parseChallenge, type Challenge } from './challenge.ts';
import type { Repository } from '../endpoint.ts';
import { broken, denied, refused, unreachable } from './failures.ts';
import type { Sending } from './exchange.ts';
import type { HttpRequest, Received, Send } from './request.ts';

export interface Token {
  readonly header: string;
  readonly expiresAt: number;
}

type Bearer = Challenge & { readonly type: 'bearer' };

export interface Tokens {
  /** How the registry wants us to log in, or null where it does not. */
  challenge(repository: Repository): Promise<Challenge | null>;
  token(repository: Repository, challenge: Bearer, scopes: readonly string[]): Promise<Token>;
}

/** Of an answer without `expires_in`, as GitLab's; the token specification names 60 seconds. */
const ASSUMED_LIFETIME_SECONDS = 60;

/** Renewed a little early, so that it does not run out on its way. */
const USED_LIFETIME = 0.9;

const LARGEST_ANSWER = 1024 * 1024;

export function tokensOver({ timing, send, repeats }: Sending): Tokens {
  const { patienceMs } = timing;
  return {
    challenge: (repository) => repeats.whole(repository, UNENDING, () => ping(repository, send)),
    async token(repository, challenge, scopes) {
      const url = tokenAddress(repository, challenge, scopes);
      const how = { host: url.host, signal: UNENDING, patienceMs };
      return repeats.repeat(how, () => fetchToken(repository, url, { send, again: true }));
    },
  };
}

/** Tokens are shared, so nobody's cancelling ends the request; its own deadline does. */
const UNENDING = new AbortController().signal;

async function ping(repository: Repository, send: Send): Promise<Challenge | null> {
  const url = new URL('/v2/', repository.origin);
  const answer = await ask(repository, { method: 'GET', url, headers: {}, blob: false }, send);
  await answer.discard();
  return answer.status === 401 ? parseChallenge(answer.headers.get('www-authenticate')) : null;
}

interface Fetching {
  readonly send: Send;
  /** Whether a password that is not accepted may be replaced once. */
  readonly again: boolean;
}

async function fetchToken(
  repository: Repository,
  url: URL,
  { send, again }: Fetching,
): Promise<Token> {
  const { endpoint, image } = repository;
  const login = await credentials(repository);
  const asked = Date.now();
  const headers = login === null ? {} : { authorization: login.header };
  const answer = await ask(repository, { method: 'GET', url, headers, blob: false }, send);
  if (answer.status === 401 && again && endpoint.rejected !== undefined) {
    await answer.discard();
    endpoint.rejected();
    return fetchToken(repository, url, { send, again: false });
  }
  if (answer.status !== 200) {
    const words = await answerWords(answer, login?.secrets ?? []);
    if (answer.status === 401 || answer.status === 403) throw denied(repository, words);
    throw refused(image, `no token, ${words}`);
  }
  const bytes = await answer.bytes(LARGEST_ANSWER).catch((error: unknown) => {
    throw broken(image, error);
  });
  return parseToken(repository, asked, bytes);
}

async function ask({ image }: Repository, call: HttpRequest, send: Send): Promise<Received> {
  const answer = await send(call, UNENDING).catch((error: unknown) => {
    throw broken(image, error);
  });
  if (answer.status !== 429 && answer.status < 500) return answer;
  await answer.discard();
  const words = `status ${answer.status}`;
  const asked = retryAfterMs(answer.headers.get('retry-after'), new Date());
  throw unreachable({ image, words, ...(asked === null ? {} : { retryAfterMs: asked }) });
}

/** What the settings give for logging in, or null for an anonymous caller. */
export async function credentials({
  endpoint,
}: Repository): Promise<{ header: string; secrets: readonly string[] } | null> {
  if (endpoint.username === undefined || endpoint.password === undefined) return null;
  const password = await endpoint.password();
  const encoded = Buffer.from(`${endpoint.username}:${password}`).toString('base64');
  return { header: `Basic ${encoded}`, secrets: [password, encoded] };
}

function tokenAddress(
  { origin, image }: Repository,
  { realm, service }: Bearer,
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
