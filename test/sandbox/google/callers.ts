// A cloud of two projects, and the vendor's own clients as one of its accounts.

import { mkdtempSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { ClientOptions } from 'google-gax';
import { PassThroughClient } from 'google-auth-library';
import type { Log } from '../../../src/ports/log.ts';
import { openCloud, type Cloud, type CloudOptions } from '../../../src/sandbox/google/cloud.ts';
import { createAuthority, type Authority } from '../../../src/sandbox/tls/authority.ts';

export const PROJECT = { id: 'acme-dev', number: '123456789012' };
export const OTHER = { id: 'acme-staging', number: '210987654321' };

export interface Ground {
  readonly dir: string;
  readonly cloud: Cloud;
  readonly tls: Authority;
  readonly clock: { at: number };
}

export async function newGround(options: Partial<CloudOptions> = {}): Promise<Ground> {
  const dir = mkdtempSync(join(tmpdir(), 'google-'));
  const clock = { at: Date.now() };
  const tls = await createAuthority(join(dir, 'tls'));
  const cloud = openCloud({
    dir: join(dir, 'cloud'),
    projects: [PROJECT, OTHER],
    now: () => new Date(clock.at),
    ...options,
  });
  return { dir, cloud, tls, clock };
}

/** Makes the account where there is none; answers with its e-mail address. */
export function account({ cloud }: Ground, id: string, project = PROJECT): string {
  const email = `${id}@${project.id}.iam.gserviceaccount.com`;
  if (cloud.accounts.get(email) === null) cloud.accounts.create({ project: project.id, id });
  return email;
}

export function grant(
  { cloud }: Ground,
  of: { readonly role: string; readonly to: string; readonly on: string },
): void {
  cloud.grant(of.on, of.role, `serviceAccount:${of.to}`);
}

/** For any of Google's gRPC clients; null carries no token. */
export function optionsFor(ground: Ground, endpoint: string, email: string | null): ClientOptions {
  const [apiEndpoint = '', port] = endpoint.split(':');
  const metadata = new Metadata();
  if (email !== null) metadata.set('authorization', `Bearer ${tokenOf(ground, email)}`);
  const bearer = credentials.createFromMetadataGenerator((_, done) => done(null, metadata));
  const sslCreds = credentials.combineChannelCredentials(
    credentials.createSsl(Buffer.from(ground.tls.ca)),
    bearer,
  );
  return { apiEndpoint, port: Number(port), sslCreds, authClient: new PassThroughClient() };
}

export function tokenOf({ cloud }: Ground, email: string): string {
  return cloud.issue(email);
}

export interface Rest {
  readonly status: number;
  readonly json: unknown;
}

/** As curl would ask; over HTTP/1.1. */
export function rest(
  ground: Ground,
  endpoint: string,
  call: {
    readonly path: string;
    readonly method?: string;
    readonly body?: unknown;
    readonly as: string | null;
  },
): Promise<Rest> {
  const headers = call.as === null ? {} : { authorization: `Bearer ${tokenOf(ground, call.as)}` };
  return new Promise((resolve, reject) => {
    const asked = request(
      `https://${endpoint}${call.path}`,
      { method: call.method ?? 'GET', headers, ca: ground.tls.ca, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) as unknown });
        });
      },
    );
    asked.on('error', reject);
    asked.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
}

export interface Failed {
  readonly code: number;
  readonly details: string;
  readonly reason?: string;
  readonly errorInfoMetadata?: Readonly<Record<string, string>>;
}

/** What a client's call fails with. */
export async function failure(call: Promise<unknown>): Promise<Failed> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) throw new Error('it did not fail');
  return error as Failed;
}

export const quiet: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (message, fields) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  with: () => quiet,
};
