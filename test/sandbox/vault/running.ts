// A Vault in a folder of its own, with somebody who signs tokens, for tests.

import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { connect } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { createSigner, newKey, type Signer } from '../../../src/sandbox/google/tokens/signing.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import {
  startVault,
  type RunningVault,
  type VaultOptions,
} from '../../../src/sandbox/vault/start.ts';
import { recordingLog, type Line } from '../../support/recording-log.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** `data` of the envelope, or the whole answer where there is none. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly auth: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}

export interface Asking {
  /** Left out: the root token. Null: none. */
  readonly token?: string | null;
  readonly namespace?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestVault {
  readonly dir: string;
  readonly ca: string;
  readonly faults: Faults;
  readonly signer: Signer;
  /** What it logged. */
  readonly lines: readonly Line[];
  /** Of the one that runs now. */
  vault(): RunningVault;
  ask(this: void, method: string, path: string, body?: unknown, asking?: Asking): Promise<Answer>;
  fail(method: string, fault: Fault, times?: number): void;
  /** Moves its clock. */
  pass(seconds: number): void;
  now(): Date;
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export async function runningVault(options: Partial<VaultOptions> = {}): Promise<TestVault> {
  const dir = await mkdtemp(join(tmpdir(), 'runway-vault-'));
  const authority = await createAuthority(join(dir, 'tls'));
  const faults = createFaults();
  const signer = createSigner(newKey());
  const lines: Line[] = [];
  const log = recordingLog(lines);
  const clock = { aheadMs: 0 };
  const now = (): Date => new Date(Date.now() + clock.aheadMs);
  const agent = new Agent({ ca: authority.ca, keepAlive: true });
  const start = (): Promise<RunningVault> =>
    startVault({
      dir: join(dir, 'vault'),
      tls: authority,
      log,
      faults,
      now,
      jwks: async () => signer.jwks(),
      ...options,
    });
  let vault = await start();
  return {
    dir,
    ca: authority.ca,
    faults,
    signer,
    lines,
    now,
    vault: () => vault,
    ask: (method, path, body, asking = {}) =>
      sent({ vault, agent, ca: authority.ca, method, path, body, asking }),
    fail(method, fault, times = 1) {
      faults.add({ service: 'vault', method, fault, times, share: null, where: {} });
    },
    pass(seconds) {
      clock.aheadMs += seconds * 1000;
    },
    async restart() {
      await vault.stop();
      vault = await start();
    },
    async remove() {
      agent.destroy();
      await vault.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Sending {
  readonly vault: RunningVault;
  readonly agent: Agent;
  readonly ca: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly asking: Asking;
}

function sent({ agent, asking, body, ca, method, path, vault }: Sending): Promise<Answer> {
  const token = asking.token === undefined ? vault.rootToken : asking.token;
  const headers = {
    ...(token === null ? {} : { 'x-vault-token': token }),
    ...(asking.namespace === undefined ? {} : { 'x-vault-namespace': asking.namespace }),
    ...asking.headers,
  };
  if (method === 'LIST') return listed(path, { ca, headers, url: vault.url });
  return new Promise((resolve, reject) => {
    const going = request(`${vault.url}/v1/${path}`, { method, agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve(answer(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8'))),
      );
    });
    going.on('error', reject);
    going.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/**
 * By hand: a client that somebody has taken over to answer in a server's place, which lasts as long as the process,
 * would not know the verb.
 */
async function listed(
  path: string,
  to: {
    readonly ca: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly url: string;
  },
): Promise<Answer> {
  const { hostname, port } = new URL(to.url);
  const lines = Object.entries({ host: hostname, ...to.headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const socket = connect({ host: hostname, port: Number(port), ca: to.ca });
  socket.write(`${[`LIST /v1/${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
  const parts: Buffer[] = [];
  for await (const part of socket as AsyncIterable<Buffer>) parts.push(part);
  const [head = '', body = ''] = Buffer.concat(parts).toString('utf8').split('\r\n\r\n');
  return answer(Number(head.split(' ')[1]), body);
}

function answer(status: number, text: string): Answer {
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return {
    status,
    text,
    data: (body['data'] ?? body) as Answer['data'],
    auth: (body['auth'] ?? {}) as Answer['auth'],
    errors: (body['errors'] ?? []) as readonly string[],
  };
}

/** A mount `runway`, and JWT logins by what the test vault's signer signs. */
export async function furnish({ ask }: TestVault, asking: Asking = {}): Promise<void> {
  await ask('POST', 'sys/mounts/runway', { type: 'kv', options: { version: '2' } }, asking);
  await ask('POST', 'sys/auth/jwt', { type: 'jwt' }, asking);
  const config = {
    jwks_url: 'https://www.googleapis.com/oauth2/v3/certs',
    bound_issuer: 'https://accounts.google.com',
  };
  await ask('POST', 'auth/jwt/config', config, asking);
}

/** Claims of an ID token of a Google service account. */
export function googleClaims(vault: TestVault, email: string, audience = 'vault.acme.dev') {
  const iat = Math.floor(vault.now().getTime() / 1000);
  return {
    aud: audience,
    azp: '1',
    email,
    email_verified: true,
    exp: iat + 3600,
    iat,
    iss: 'https://accounts.google.com',
    sub: '1',
  };
}
