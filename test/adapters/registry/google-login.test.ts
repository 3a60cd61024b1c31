// Registries of Google's, where an access token is the password.

import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import nock from 'nock';
import { createMemoryIdentity } from '../../../src/adapters/memory/identity.ts';
import { createRegistryClient } from '../../../src/adapters/registry/client.ts';
import { endpointsByPrefix } from '../../../src/adapters/registry/endpoint.ts';
import { createImageProvider } from '../../../src/adapters/registry/image-provider.ts';
import type { Failure } from '../../../src/ports/failure.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { addressOf, targetOf } from '../../../src/resources/address.ts';
import type { Digest } from '../../../src/resources/kinds.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { notedCalls } from '../../support/calls.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { recordingLog } from '../../support/recording-log.ts';

guardNetwork();

const HOST = 'https://us-docker.pkg.dev';
const PATH = 'acme-runway-dev/checkout/checkout';
const plans = 'runway-plans@acme-runway-dev.iam.gserviceaccount.com';
const digest: Digest = `sha256:${createHash('sha256').update('image').digest('hex')}`;
const target = targetOf('dev', 'checkout');
const { signal } = new AbortController();
const scope: Scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-runway-dev', regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme-runway-dev',
  identity: { bot: 'runway@acme-runway.iam.gserviceaccount.com', plans },
  vault: null,
  workload: 'checkout',
};
const image: Resource<'Image'> = {
  kind: 'Image',
  address: addressOf(target, 'Image', null),
  target,
  region: null,
  spec: {
    source: 'registry.acme.dev/acme/checkout',
    repository: `us-docker.pkg.dev/${PATH}`,
    digest,
  },
};

function images(settings: Parameters<typeof endpointsByPrefix>[0] = {}) {
  const { identity, world } = createMemoryIdentity();
  const client = createRegistryClient({
    resolve: endpointsByPrefix(settings),
    log: recordingLog(),
    calls: notedCalls(),
    identity,
    timing: { pauseMs: 1 },
  });
  const provider: Provider<'Image'> = createImageProvider({ client });
  return { provider, world, look: () => provider.observe(scope, [image], signal) };
}

function challenged(): void {
  nock(HOST)
    .get('/v2/')
    .reply(401, '', {
      'www-authenticate': `Bearer realm="${HOST}/v2/token",service="us-docker.pkg.dev"`,
    });
}

const logins: string[] = [];

/** Whoever logs in is noted; then the registry's own token is given. */
function loginWith(status: number): void {
  nock(HOST)
    .get('/v2/token')
    .query(true)
    .reply(function answer() {
      const { authorization } = this.req.headers as { authorization: string };
      logins.push(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString());
      return [status, status === 200 ? { token: randomBytes(9).toString('hex') } : {}];
    });
}

function held(): void {
  nock(HOST).head(`/v2/${PATH}/manifests/${digest}`).reply(200);
}

test('it is looked at with a token of the account that may only look', async () => {
  logins.length = 0;
  challenged();
  loginWith(200);
  held();
  const { look, world } = images();
  expect(await look()).toHaveLength(1);
  const [login = ''] = logins;
  expect(login).toMatch(/^oauth2accesstoken:/);
  expect(world.whose(login.split(':')[1] ?? '')).toBe(plans);
});

test('a token that is not accepted is replaced once', async () => {
  logins.length = 0;
  challenged();
  loginWith(401);
  loginWith(200);
  held();
  const { look, world } = images();
  expect(await look()).toHaveLength(1);
  expect(world.lent()).toBe(2);
  expect(new Set(logins).size).toBe(2);
});

test('who is not let in is named, with the role that is missing', async () => {
  challenged();
  loginWith(401);
  loginWith(401);
  const failure = (await images()
    .look()
    .catch((error: unknown) => error)) as Failure;
  expect(failure.code).toBe('RUNWAY_REGISTRY_DENIED');
  expect(failure.hint).toContain(`Grant ${plans} roles/artifactregistry.reader`);
  for (const login of logins) expect(failure.message + failure.hint).not.toContain(login);
});

test('where the settings name a password, that is used', async () => {
  logins.length = 0;
  challenged();
  loginWith(200);
  held();
  const password = randomBytes(9).toString('hex');
  const named = { url: HOST, username: 'runway', password: async () => password };
  const { look, world } = images({ 'us-docker.pkg.dev': named });
  await look();
  expect(logins).toEqual([`runway:${password}`]);
  expect(world.lent()).toBe(0);
});

test('a registry that is not of Google gets no token of Google', async () => {
  const elsewhere = 'https://registry.acme.dev';
  nock(elsewhere, { badheaders: ['authorization'] })
    .get('/v2/')
    .reply(200);
  nock(elsewhere, { badheaders: ['authorization'] })
    .head(`/v2/${PATH}/manifests/${digest}`)
    .reply(200);
  const { provider, world } = images();
  const there = { ...image, spec: { ...image.spec, repository: `registry.acme.dev/${PATH}` } };
  await provider.observe(scope, [there], signal);
  expect(world.lent()).toBe(0);
});
