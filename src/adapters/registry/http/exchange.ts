// A request to a registry: logged in, redirected within bounds, its failures told apart.

import type { Authorization } from './authorization.ts';
import { retryAfterMs as askedRest } from '../../../ports/retry-after.ts';
import { answerWords } from './answer-words.ts';
import type { Repository } from '../endpoint.ts';
import { broken, denied, refused, unreachable } from './failures.ts';
import type { Repeats } from './repeat.ts';
import type { HttpRequest, Received, Send } from './request.ts';
import type { Timing } from './timing.ts';

export interface RegistryRequest {
  readonly repository: Repository;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Below the registry's address, or absolute as the registry gave it. */
  readonly path: string;
  readonly scopes: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Called for every try: a body can be sent only once. */
  readonly body?: () => Uint8Array | AsyncIterable<Uint8Array>;
  /** True for a blob's bytes, which may take long. */
  readonly blob?: true;
  readonly signal: AbortSignal;
}

export interface Exchange {
  readonly repeats: Repeats;
  /**
   * Answers with a status below 400, 404 or 416; everything else is a Failure. One 401 leads to a new token and
   * a second try: tokens run out in the middle of long copies.
   */
  send(this: void, asked: RegistryRequest): Promise<Received>;
  /** Repeats on trouble; only for requests that may be made twice. */
  sendRepeatedly(asked: RegistryRequest): Promise<Received>;
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 5;

export function pullScope(path: string): string {
  return `repository:${path}:pull`;
}

export function pushScope(path: string): string {
  return `repository:${path}:pull,push`;
}

/** What sends, how long it may take and how often it is tried. */
export interface Sending {
  readonly timing: Timing;
  readonly send: Send;
  readonly repeats: Repeats;
}

export function createExchange({ send, repeats }: Sending, authorization: Authorization): Exchange {
  const exchange: Exchange = {
    repeats,
    async send(asked) {
      const first = await attempt(asked);
      if (first.received.status !== 401) return judged(asked, first);
      await first.received.discard();
      if (!first.atRegistry) throw denied(asked.repository, 'status 401 from its storage');
      authorization.rejected(
        asked.repository,
        asked.scopes,
        first.received.headers.get('www-authenticate'),
      );
      return judged(asked, await attempt(asked));
    },
    sendRepeatedly: (asked) =>
      repeats.whole(asked.repository, asked.signal, () => exchange.send(asked)),
  };
  return exchange;

  async function attempt(asked: RegistryRequest): Promise<Attempt> {
    const { repository, method, signal } = asked;
    let url = addressOf(repository, asked.path);
    let atRegistry = url.origin === repository.origin;
    const header = atRegistry ? await authorization.header(repository, asked.scopes) : null;
    signal.throwIfAborted();
    for (let followed = 0; ; followed += 1) {
      const received = await over(repository, signal, {
        method,
        url,
        blob: asked.blob === true,
        headers: {
          ...asked.headers,
          ...(atRegistry && header !== null ? { authorization: header } : {}),
        },
        ...(asked.body === undefined ? {} : { body: asked.body() }),
      });
      const location = received.headers.get('location');
      const leads = REDIRECTS.includes(received.status) && location !== null;
      if (!leads) return { received, header, atRegistry };
      await received.discard();
      url = nextAddress(asked, { url, location, followed });
      // Once away, always away: coming back does not bring the credentials back.
      atRegistry = atRegistry && url.origin === repository.origin;
    }
  }

  function over({ image }: Repository, signal: AbortSignal, asked: HttpRequest): Promise<Received> {
    return send(asked, signal).catch((error: unknown) => {
      throw broken(image, error);
    });
  }
}

interface Attempt {
  readonly received: Received;
  readonly header: string | null;
  /** False when a redirect has led to another host. */
  readonly atRegistry: boolean;
}

async function judged(asked: RegistryRequest, { received, header }: Attempt): Promise<Received> {
  const { status } = received;
  if (status < 400 || status === 404 || status === 416) return received;
  const { image } = asked.repository;
  const secrets = header === null ? [] : [header, header.replace(/^\w+ /, '')];
  const retryAfterMs = askedRest(received.headers.get('retry-after'), new Date()) ?? undefined;
  const words = await answerWords(received, secrets);
  await received.discard();
  if (status === 401 || status === 403) throw denied(asked.repository, words);
  if (status === 429 || status >= 500 || status === 408)
    throw unreachable({ image, words, retryAfterMs });
  throw refused(image, words);
}

function addressOf({ origin, image }: Repository, path: string): URL {
  if (URL.canParse(path, origin)) return permitted(new URL(path, origin), origin, image);
  throw refused(image, 'it gave an address that is none');
}

function nextAddress(
  { repository, method }: RegistryRequest,
  { url, location, followed }: { url: URL; location: string; followed: number },
): URL {
  const { image } = repository;
  if (method !== 'GET' && method !== 'HEAD') throw refused(image, `it redirects a ${method}`);
  if (followed >= MOST_REDIRECTS) throw refused(image, 'it redirects without end');
  if (!URL.canParse(location, url.href)) throw refused(image, 'it redirects to what is no address');
  return permitted(new URL(location, url), url.origin, image);
}

function permitted(url: URL, from: string, image: string): URL {
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && from.startsWith('http:'));
  if (!secure) throw refused(image, `it leads to ${url.protocol}// from ${from.split(':')[0]}://`);
  if (url.username === '' && url.password === '') return url;
  throw refused(image, 'it leads to an address with a password in it');
}
