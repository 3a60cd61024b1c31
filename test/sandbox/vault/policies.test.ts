// Which rule of which policy counts.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aclOf, allowedAt } from '../../../src/sandbox/vault/policies/acl.ts';
import { parsePolicy } from '../../../src/sandbox/vault/policies/rules.ts';
import { furnish, runningVault, type TestVault } from './running.ts';

const allowed = (policy: string, path: string, operation: 'read' | 'list' = 'read') =>
  allowedAt(aclOf(parsePolicy(policy)), path, operation);

test('reads HCL with its comments, and JSON', () => {
  const hcl = `
    # one
    path "a/*" { capabilities = ["read", "list",] } // two
    /* three { */
    path "b" {
      capabilities = [
        "create",
      ]
      comment = "with \\"quotes\\""
    }
    path "old" { policy = "write" }`;
  expect(parsePolicy(hcl)).toEqual([
    { path: 'a/*', capabilities: ['read', 'list'] },
    { path: 'b', capabilities: ['create'] },
    { path: 'old', capabilities: ['create', 'read', 'update', 'delete', 'list'] },
  ]);
  const json = JSON.stringify({
    path: { 'a/*': { capabilities: ['read'] }, '/b': { policy: 'deny' } },
  });
  expect(parsePolicy(json)).toEqual([
    { path: 'a/*', capabilities: ['read'] },
    { path: 'b', capabilities: ['deny'] },
  ]);
  expect(parsePolicy('')).toEqual([]);
});

test.each([
  ['path "a" { capabilities = ["reed"] }', 'path "a": invalid capability "reed"'],
  ['path "a" { capability = ["read"] }', 'path "a": invalid key "capability"'],
  ['road "a" {}', 'invalid key "road"'],
  ['path "a/+*" { capabilities = ["read"] }', "'+*' is forbidden"],
  ['path "a" { capabilities = ["read" }', 'illegal }'],
  ['path "a" {', 'unexpected end'],
  ['path "a" { capabilities = ["read"] } §', 'illegal char'],
  ['path "a" { allowed_parameters = { "x" = [] } }', 'does not enforce "allowed_parameters"'],
])('refuses %s', (policy, words) => {
  expect(() => parsePolicy(policy)).toThrow(words);
});

test('the most specific path alone counts', () => {
  const policy = `
    path "kv/*" { capabilities = ["list"] }
    path "kv/team/*" { capabilities = ["read"] }
    path "kv/team/closed/*" { capabilities = ["deny"] }
    path "kv/team/closed/door" { capabilities = ["update"] }`;
  expect(allowed(policy, 'kv/other')).toEqual(['list']);
  expect(allowed(policy, 'kv/team/x/y')).toEqual(['read']);
  expect(allowed(policy, 'kv/team/closed/x')).toEqual(['deny']);
  expect(allowed(policy, 'kv/team/closed/door')).toEqual(['update']);
  expect(allowed(policy, 'else')).toEqual([]);
  expect(allowed(policy, 'kv')).toEqual([]);
});

test('a plus is one whole segment', () => {
  const policy = `path "kv/+/name" { capabilities = ["read"] }
    path "kv/+/deep/*" { capabilities = ["list"] }`;
  expect(allowed(policy, 'kv/a/name')).toEqual(['read']);
  expect(allowed(policy, 'kv/a/b/name')).toEqual([]);
  expect(allowed(policy, 'kv/a/name/more')).toEqual([]);
  expect(allowed(policy, 'kv/a/deep/b/c')).toEqual(['list']);
  expect(allowed('path "a+/b" { capabilities = ["read"] }', 'ax/b')).toEqual([]);
});

// https://developer.hashicorp.com/vault/docs/concepts/policies#priority-matching
test.each([
  ['kv/a*', 'kv/+', 'kv/ab'],
  ['kv/bar/+/baz', 'kv/+/bar/baz', 'kv/bar/bar/baz'],
  ['kv/+/bar', 'kv/+/ba*', 'kv/x/bar'],
  ['kv/+', 'kv/*', 'kv/x'],
  ['kv/+/bar/ba*', 'kv/+/bar/b*', 'kv/x/bar/baz'],
  ['kv/+/foo/+', 'kv/+/+/+', 'kv/a/foo/b'],
])('%s comes before %s', (stronger, weaker, path) => {
  for (const order of [
    [stronger, weaker],
    [weaker, stronger],
  ]) {
    const policy = order
      .map((rule) => `path "${rule}" { capabilities = ["${rule === stronger ? 'read' : 'deny'}"] }`)
      .join('\n');
    expect(allowed(policy, path)).toEqual(['read']);
  }
});

test('several policies add up on one path, and a deny wins', () => {
  const rules = [
    ...parsePolicy('path "a" { capabilities = ["read"] }'),
    ...parsePolicy('path "a" { capabilities = ["update"] }'),
  ];
  expect(allowedAt(aclOf(rules), 'a', 'read')).toEqual(['read', 'update']);
  const denied = [...rules, ...parsePolicy('path "a" { capabilities = ["deny", "read"] }')];
  expect(allowedAt(aclOf(denied), 'a', 'read')).toEqual(['deny']);
});

test('a list fits rules with and without the slash at its end', () => {
  for (const rule of ['kv/a', 'kv/a/', 'kv/a*', 'kv/a/*', 'kv/+', 'kv/+/'])
    expect([rule, allowed(`path "${rule}" { capabilities = ["list"] }`, 'kv/a/', 'list')]).toEqual([
      rule,
      ['list'],
    ]);
});

let vault: TestVault;
let ask: TestVault['ask'];
beforeAll(async () => {
  vault = await runningVault();
  ({ ask } = vault);
  await furnish(vault);
});
afterAll(() => vault.remove());

async function tokenWith(policy: string): Promise<string> {
  const name = `tried-${randomUUID()}`;
  await ask('PUT', `sys/policies/acl/${name}`, { policy });
  const { auth } = await ask('POST', 'auth/token/create', { policies: [name] });
  return String(auth['client_token']);
}

test('policies are kept as they were written, under small letters', async () => {
  const policy = '# Managed by Runway: dev/checkout\npath "a" { capabilities = ["read"] }\n';
  expect((await ask('POST', 'sys/policies/acl/Mine', { policy })).status).toBe(204);
  expect((await ask('GET', 'sys/policies/acl/mine')).data).toEqual({ name: 'mine', policy });
  expect((await ask('GET', 'sys/policy/mine')).data).toEqual({ name: 'mine', rules: policy });
  const { data } = await ask('LIST', 'sys/policies/acl');
  expect(data['keys']).toEqual(['default', 'mine', 'root']);
  const encoded = Buffer.from(policy).toString('base64');
  await ask('POST', 'sys/policies/acl/encoded', { policy: encoded });
  expect((await ask('GET', 'sys/policies/acl/encoded')).data['policy']).toBe(policy);
  expect((await ask('DELETE', 'sys/policies/acl/mine')).status).toBe(204);
  expect((await ask('GET', 'sys/policies/acl/mine')).status).toBe(404);
  expect((await ask('DELETE', 'sys/policies/acl/default')).status).toBe(400);
  const bad = await ask('POST', 'sys/policies/acl/bad', { policy: 'path "a" {' });
  expect(bad).toMatchObject({
    status: 400,
    errors: [expect.stringContaining('failed to parse policy')],
  });
});

test('creating and updating are told apart', async () => {
  const creates = await tokenWith('path "runway/data/*" { capabilities = ["create"] }');
  const write = (token: string) => ask('POST', 'runway/data/x/KEY', { data: {} }, { token });
  expect((await write(creates)).status).toBe(200);
  expect(await write(creates)).toMatchObject({
    status: 403,
    errors: ['1 error occurred:\n\t* permission denied\n\n'],
  });
  const updates = await tokenWith('path "runway/data/*" { capabilities = ["update"] }');
  expect((await write(updates)).status).toBe(200);
});

test('metadata can be open while values are not', async () => {
  await ask('POST', 'runway/data/y/KEY', { data: { value: '1' } });
  const token = await tokenWith('path "runway/metadata/*" { capabilities = ["read", "list"] }');
  expect((await ask('GET', 'runway/metadata/y/KEY', undefined, { token })).status).toBe(200);
  expect((await ask('LIST', 'runway/metadata/y', undefined, { token })).status).toBe(200);
  expect((await ask('GET', 'runway/data/y/KEY', undefined, { token })).status).toBe(403);
  expect((await ask('POST', 'runway/destroy/y/KEY', { versions: [1] }, { token })).status).toBe(
    403,
  );
});

test('what is not mounted is a 404 for root and a refusal for all others', async () => {
  const token = await tokenWith('path "runway/*" { capabilities = ["read"] }');
  const root = await ask('GET', 'nowhere/x');
  expect(root).toMatchObject({
    status: 404,
    errors: ['no handler for route "nowhere/x". route entry not found.'],
  });
  expect((await ask('GET', 'nowhere/x', undefined, { token })).status).toBe(403);
  expect((await ask('GET', 'runway/strange/x')).errors).toEqual([
    '1 error occurred:\n\t* unsupported path\n\n',
  ]);
  expect((await ask('DELETE', 'runway/config')).status).toBe(405);
});

test('some paths want sudo besides', async () => {
  const plain = await tokenWith('path "sys/auth/*" { capabilities = ["create", "update"] }');
  const strong = await tokenWith('path "sys/auth/*" { capabilities = ["update", "sudo"] }');
  const enable = (token: string) => ask('POST', 'sys/auth/more', { type: 'jwt' }, { token });
  expect((await enable(plain)).status).toBe(403);
  expect((await enable(strong)).status).toBe(204);
});

test('a token learns what it may do', async () => {
  const token = await tokenWith(`path "runway/data/a" { capabilities = ["read", "create"] }
    path "runway/data/b" { capabilities = ["deny"] }`);
  const paths = ['runway/data/a', 'runway/data/b', 'runway/data/c'];
  const { data } = await ask('POST', 'sys/capabilities-self', { paths }, { token });
  expect(data).toMatchObject({
    'runway/data/a': ['create', 'read'],
    'runway/data/b': ['deny'],
    'runway/data/c': ['deny'],
  });
  expect((await ask('POST', 'sys/capabilities-self', { paths })).data['runway/data/a']).toEqual([
    'root',
  ]);
});
