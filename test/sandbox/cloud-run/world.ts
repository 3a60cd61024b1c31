// A sandbox Cloud Run with the vendor's own clients pointed at it.

import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import { RevisionsClient, ServicesClient } from '@google-cloud/run';
import type { ClientOptions } from 'google-gax';
import type { protos } from '@google-cloud/run';
import { PassThroughClient } from 'google-auth-library';
import type { Log } from '../../../src/ports/log.ts';
import type { CloudRun, CloudRunOptions } from '../../../src/sandbox/cloud-run/start.ts';
import { startCloudRun } from '../../../src/sandbox/cloud-run/start.ts';
import { type Cloud, openCloud } from '../../../src/sandbox/google/cloud.ts';
import type { Project } from '../../../src/sandbox/google/projects.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import type { Registry } from './images.ts';
import { createRegistry } from './images.ts';

export type Service = protos.google.cloud.run.v2.IService;

export interface World {
  readonly run: CloudRun;
  readonly dir: string;
  readonly token: string;
  readonly registry: Registry;
  readonly cloud: Cloud;
  readonly services: ServicesClient;
  readonly revisions: RevisionsClient;
  /** A client with another token. */
  as(token: string): Promise<ServicesClient>;
  close(): Promise<void>;
}

export const PROJECT = { id: 'acme-dev', number: '123456789012' };
export const PARENT = 'projects/acme-dev/locations/us-east1';
export const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
};

export async function startWorld(
  options: Partial<CloudRunOptions> & { readonly projects?: readonly Project[] } = {},
  before?: Pick<World, 'dir' | 'token' | 'registry' | 'cloud'>,
): Promise<World> {
  const dir = before?.dir ?? mkdtempSync(join(tmpdir(), 'cloud-run-'));
  const registry = before?.registry ?? createRegistry();
  const projects = [PROJECT, ...(options.projects ?? [])];
  const cloud = before?.cloud ?? openCloud({ dir: join(dir, 'google'), projects });
  const token = before?.token ?? ownerOf(cloud);
  const authority = await createAuthority(join(dir, 'tls'));
  const run = await startCloudRun({
    dir,
    log: silent,
    tls: authority,
    cloud,
    findImage: registry.find,
    delays: { operationMs: 10, trafficMs: 10, idleMs: 400, graceMs: 100 },
    ...options,
  });
  const services = new ServicesClient(clientOptions(run, authority.ca, token));
  const revisions = new RevisionsClient(clientOptions(run, authority.ca, token));
  const close = async (): Promise<void> => {
    await Promise.all([services.close(), revisions.close()]);
    await run.stop();
  };
  const as = async (other: string): Promise<ServicesClient> =>
    new ServicesClient(clientOptions(run, authority.ca, other));
  return { run, dir, token, registry, cloud, services, revisions, as, close };
}

/** The access token of an account that owns the project. */
function ownerOf(cloud: Cloud): string {
  const { email } = cloud.accounts.create({ project: PROJECT.id, id: 'runway-bot' });
  cloud.grant(`projects/${PROJECT.id}`, 'roles/owner', `serviceAccount:${email}`);
  return cloud.issue(email);
}

/** With an explicit authority the token goes through call credentials, as in production. */
function clientOptions(run: CloudRun, ca: string, token: string): ClientOptions {
  const [apiEndpoint = '', port] = run.endpoint.split(':');
  const bearer = credentials.createFromMetadataGenerator((_, done) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    done(null, metadata);
  });
  const sslCreds = credentials.combineChannelCredentials(
    credentials.createSsl(Buffer.from(ca)),
    bearer,
  );
  return { apiEndpoint, port: Number(port), sslCreds, authClient: new PassThroughClient() };
}

/** What a create asks for at least; traffic and scaling as the server fills them in. */
export function service(image: string, more: Service = {}): Service {
  return { invokerIamDisabled: true, template: { containers: [{ image }] }, ...more };
}

export async function create(world: World, serviceId: string, wanted: Service): Promise<Service> {
  const [operation] = await world.services.createService({
    parent: PARENT,
    serviceId,
    service: wanted,
  });
  await operation.promise();
  return read(world, serviceId);
}

export async function read(world: World, id: string): Promise<Service> {
  const [found] = await world.services.getService({ name: `${PARENT}/services/${id}` });
  return found;
}

export async function update(
  world: World,
  wanted: Service,
  paths: readonly string[],
): Promise<Service> {
  const [operation] = await world.services.updateService({
    service: wanted,
    ...(paths.length > 0 ? { updateMask: { paths: [...paths] } } : {}),
  });
  await operation.promise();
  return read(world, wanted.name?.split('/').at(-1) ?? '');
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Readonly<Record<string, string>>;
}

export interface Call {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Through the front door, under the host of a service address. */
export function call(
  world: World,
  uri: string,
  { body, headers, method, path }: Call = {},
): Promise<Answer> {
  const { hostname, port } = new URL(world.run.front);
  const host = uri.replace('https://', '');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path: path ?? '/', method: method ?? 'GET', headers: { host, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type'] === 'application/json';
          const json = isJson ? (JSON.parse(text) as Record<string, string>) : {};
          resolve({ status: response.statusCode ?? 0, text, json });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Asks again until the condition holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('the condition never held');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
