// Seal, mounts, namespaces, faults, and a client that is not ours.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { furnish, googleClaims, runningVault, type TestVault } from './running.ts';

const execFileAsync = promisify(execFile);
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
  const { auth } = await ask('POST', 'auth/token/create', { policies: ['default'] });
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
  const out = await execFileAsync(process.execPath, [join(import.meta.dirname, 'node-vault.mjs')], {
    env: {
      VAULT_ADDR: vault.vault().url,
      VAULT_TOKEN: vault.vault().rootToken,
      NODE_EXTRA_CA_CERTS: join(vault.dir, 'tls', 'ca.pem'),
      JWT: vault.signer.sign(googleClaims(vault, 'dep-x@acme')),
    },
  });
  const expected = {
    listed: ['KEY'],
    read: { data: { value: 'x' }, version: 1 },
    renewable: true,
    denied: 403,
    absent: ['Status 404', 404, []],
    sealed: false,
  };
  expect(JSON.parse(out.stdout)).toEqual([expected, expected]);
});

/** As the bytes come back from a request that is sent in pieces of so many bytes. */
async function answerTo(verb: string, size: number): Promise<string> {
  const { rootToken, url } = vault.vault();
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', ca: vault.ca });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  const lines = [`${verb} /v1/runway/metadata/pieces HTTP/1.1`, 'Host: vault'];
  const text = `${[...lines, `X-Vault-Token: ${rootToken}`].join('\r\n')}\r\n\r\n`;
  for (let at = 0; at < text.length; at += size) {
    socket.write(text.slice(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const parts: Buffer[] = [];
  for await (const part of socket as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

test.each([[3], [40], [10_000]])('LIST is understood in pieces of %i bytes', async (size) => {
  await ask('POST', 'runway/data/pieces/KEY', { data: {} });
  const answer = await answerTo('LIST', size);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain('"keys":["KEY"]');
});

test('another verb that nobody knows is refused', async () => {
  expect(await answerTo('LOST', 10_000)).toMatch(/^HTTP\/1\.1 400 /);
});
