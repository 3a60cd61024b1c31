// node-vault over a transport of our own.

import type { client as Client } from 'node-vault';
import { Failure } from '../../../ports/failure.ts';
import { Unanswered, type Incoming, type Send } from './transport.ts';

/** An answer that is none of the good ones. */
export class VaultAnswer extends Error {
  override readonly name = 'VaultAnswer';
  readonly status: number;
  /** Vault's own words; empty where it has none, as for what is not there. */
  readonly errors: readonly string[];
  readonly retryAfterMs: number | null;
  readonly elsewhere: string | null;

  constructor({ body, elsewhere, retryAfterMs, status }: Incoming) {
    super(`status ${status}`);
    this.status = status;
    this.errors = errorsIn(body);
    this.retryAfterMs = retryAfterMs;
    this.elsewhere = elsewhere;
  }
}

export interface ClientOptions {
  /** `https://vault.acme.dev:8200` */
  readonly url: string;
  readonly namespace: string | null;
  readonly send: Send;
}

/** What node-vault hands to the library below it, with what our calls add. */
interface Handed {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

/**
 * Its own transport would send the token along a redirect, drop `Retry-After`, know no cancelling, and throw errors
 * that hold request and token. And it would take token, namespace and trust in any certificate from the environment,
 * and print what it sends where `DEBUG` is set.
 */
export async function nodeVault({ namespace, send, url }: ClientOptions): Promise<Client> {
  if (!url.startsWith('https://')) throw inTheClear();
  const { default: create } = await import('node-vault');
  const transport = async ({ headers, json, method, signal, uri }: Handed) => {
    const body = json === undefined || json === null ? null : JSON.stringify(json);
    const answer = await send({ method, url: new URL(uri), headers, body }, signal);
    if (answer.status !== 200 && answer.status !== 204) throw new VaultAnswer(answer);
    if (answer.status === 200 && !isObject(answer.body))
      throw new Unanswered('what came back is not an answer of Vault', false);
    return { statusCode: answer.status, body: answer.body, request: { path: '' } };
  };
  const client = create({
    endpoint: url,
    // Node's own HTTP server, and proxies, do not know the verb LIST.
    noCustomHTTPVerbs: true,
    debug: () => undefined,
    'request-promise': { defaults: () => transport },
  });
  client.token = '';
  return Object.assign(client, { namespace: namespace ?? '', pathPrefix: '' });
}

function inTheClear(): Failure {
  return new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: 'The address of Vault in the settings does not begin with https://.',
    hint: 'Tokens and secrets would go over the network for all to read. Set `vault.url` to an https address, and `vault.ca` where its certificate is your own.',
    retry: 'never',
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function errorsIn(body: unknown): readonly string[] {
  const errors = (body as { errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? errors.filter((each) => typeof each === 'string') : [];
}
