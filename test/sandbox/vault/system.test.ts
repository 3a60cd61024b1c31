// Seal, mounts, namespaces, faults, and a client that is not ours.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nodeVault from 'node-vault';
import { furnish, googleClaims, runningVault, type TestVault } from './running.ts';

let vault: TestVault;
let ask: TestVault['ask'];

beforeAll(async () => {
  vault = await runningVault({ namespaces: true });
  ({ ask } = vault);
  await furnish(vault);
});
afterAll(() => vault.remove());

test('a sealed Vault answers nothing but how it is, until somebody unseals it', async () => {
  const open = await ask('GET', 'sys/health', undefined, { token: null });
  expect(open).toMatchObject({ status: 200, data: { sealed: false, initialized: true } });
  expect((await ask('POST', 'sys/seal')).status).toBe(204);

  expect(await ask('GET', 'sys/mounts')).toMatchObject({
    status: 503,
    errors: ['Vault is sealed'],
  });
  expect(await ask('GET', 'sys/health')).toMatchObject({ status: 503, data: { sealed: true } });
  expect((await ask('GET', 'sys/health?sealedcode=200')).status).toBe(200);
  expect((await ask('GET', 'sys/seal-status')).data).toMatchObject({ sealed: true, t: 1 });
  expect((await ask('POST', 'sys/unseal', { key: 'wrong' })).status).toBe(400);
  await ask('POST', 'sys/unseal', { key: vault.vault().unsealKey });
  expect((await ask('GET', 'sys/mounts')).data['runway/']).toMatchObject({
    type: 'kv',
    options: { version: '2' },
  });
});

test('a token learns of a mount only if it may do something below it', async () => {
  const path = 'sys/internal/ui/mounts/runway/env/x';
  expect((await ask('GET', path)).data).toMatchObject({ type: 'kv', path: 'runway/' });
  const policy = `path "sys/internal/ui/mounts/*" { capabilities = ["read"] }`;
  await ask('POST', 'sys/policies/acl/looks', { policy });
  const { auth } = await ask('POST', 'auth/token/create', { policies: ['looks'] });
  const token = String(auth['client_token']);
  expect((await ask('GET', path, undefined, { token })).status).toBe(403);
});

test('a mount goes with all that it holds', async () => {
  await ask('POST', 'sys/mounts/gone', { type: 'kv-v2' });
  await ask('POST', 'gone/data/KEY', { data: { value: '1' } });
  expect((await ask('POST', 'sys/mounts/gone', { type: 'kv-v2' })).status).toBe(400);
  await ask('DELETE', 'sys/mounts/gone');
  expect((await ask('GET', 'gone/data/KEY')).status).toBe(404);
  await ask('POST', 'sys/mounts/gone', { type: 'kv-v2' });
  expect((await ask('GET', 'gone/data/KEY')).status).toBe(404);
  expect((await ask('POST', 'sys/mounts/old', { type: 'kv' })).status).toBe(400);
});

test('a namespace is a Vault of its own, reached by header or path', async () => {
  expect((await ask('POST', 'sys/namespaces/acme')).data['path']).toBe('acme/');
  const namespace = 'acme';
  await furnish(vault, { namespace });
  await ask('POST', 'runway/data/KEY', { data: { value: 'inside' } }, { namespace });

  expect((await ask('GET', 'acme/runway/data/KEY')).data['data']).toEqual({ value: 'inside' });
  expect((await ask('GET', 'runway/data/KEY')).status).toBe(404);
  expect((await ask('GET', 'runway/data/KEY', undefined, { namespace: 'nobody' })).status).toBe(
    404,
  );
  expect((await ask('LIST', 'sys/namespaces')).data['keys']).toEqual(['acme/']);

  const policy = 'path "runway/data/*" { capabilities = ["read"] }';
  await ask('POST', 'sys/policies/acl/reads', { policy }, { namespace });
  const made = await ask('POST', 'auth/token/create', { policies: ['reads'] }, { namespace });
  const token = String(made.auth['client_token']);
  expect((await ask('GET', 'runway/data/KEY', undefined, { namespace, token })).status).toBe(200);
  expect((await ask('GET', 'runway/data/KEY', undefined, { token })).status).toBe(403);
});

test('without namespaces nobody may name one', async () => {
  const plain = await runningVault();
  try {
    expect((await plain.ask('GET', 'sys/mounts', undefined, { namespace: 'acme' })).status).toBe(
      400,
    );
    expect((await plain.ask('LIST', 'sys/namespaces')).status).toBe(404);
  } finally {
    await plain.remove();
  }
});

test('faults strike by method and path, in Vault’s words', async () => {
  vault.fail('GET /:mount/data/*', { status: 503 });
  expect(await ask('GET', 'runway/data/a')).toMatchObject({
    status: 503,
    errors: ['Vault is sealed'],
  });
  vault.fail('POST /auth/:mount/login', { status: 429, retryAfterMs: 1000 });
  expect((await ask('POST', 'auth/jwt/login', {})).status).toBe(429);
  vault.fail('LIST /:mount/metadata/*', { status: 500 });
  expect((await ask('LIST', 'runway/metadata/a')).status).toBe(500);
  vault.fail('POST /:mount/data/*', { loseAnswer: true });
  await expect(ask('POST', 'runway/data/lost', { data: { value: '1' } })).rejects.toThrow();
  expect((await ask('GET', 'runway/data/lost')).status).toBe(200);
});

test('the log names paths and no token', () => {
  const text = JSON.stringify(vault.lines);
  expect(text).toContain('/v1/runway/data/lost');
  expect(text).not.toContain(vault.vault().rootToken);
});

test('node-vault does all of it, with the verb LIST and without', async () => {
  const { rootToken: token, url: endpoint } = vault.vault();
  const requestOptions = { ca: vault.ca };
  for (const noCustomHTTPVerbs of [false, true]) {
    const root = nodeVault({ endpoint, token, requestOptions, noCustomHTTPVerbs });
    const path = `client-${noCustomHTTPVerbs}`;
    await root.write(`runway/data/${path}/KEY`, { data: { value: 'x' }, options: { cas: 0 } });
    expect(await root.list(`runway/metadata/${path}`)).toMatchObject({ data: { keys: ['KEY'] } });
    await root.write(`sys/policies/acl/${path}`, {
      policy: `path "runway/data/${path}/*" { capabilities = ["read"] }`,
    });
    await root.write(`auth/jwt/role/${path}`, {
      role_type: 'jwt',
      user_claim: 'sub',
      bound_audiences: ['vault.acme.dev'],
      token_policies: [path],
    });
    const client = nodeVault({ endpoint, requestOptions, noCustomHTTPVerbs });
    const jwt = vault.signer.sign(googleClaims(vault, 'dep-x@acme'));
    await client.jwtLogin({ role: path, jwt });
    expect(await client.read(`runway/data/${path}/KEY`)).toMatchObject({
      data: { data: { value: 'x' }, metadata: { version: 1 } },
    });
    expect(await client.tokenRenewSelf()).toMatchObject({ auth: { renewable: true } });
    await expect(client.list(`runway/metadata/${path}`)).rejects.toMatchObject({
      response: { statusCode: 403 },
    });
    await expect(root.read(`runway/data/${path}/NONE`)).rejects.toMatchObject({
      message: 'Status 404',
      response: { statusCode: 404, body: { errors: [] } },
    });
    expect(await root.health()).toMatchObject({ sealed: false });
  }
});
