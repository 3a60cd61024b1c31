// Logins with signed tokens, and what becomes of the tokens that come of them.

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createSigner, newKey } from '../../../src/sandbox/google/tokens/signing.ts';
import { furnish, googleClaims, runningVault, type TestVault } from './running.ts';

const EMAIL = 'dep-checkout@acme-runway-production.iam.gserviceaccount.com';
const ROLE = {
  role_type: 'jwt',
  user_claim: 'email',
  bound_audiences: ['vault.acme.dev'],
  bound_claims: { email: EMAIL },
  token_policies: ['runway-production-checkout'],
  token_ttl: '20m',
  token_max_ttl: 3600,
};

let vault: TestVault;
let ask: TestVault['ask'];

beforeAll(async () => {
  vault = await runningVault();
  ({ ask } = vault);
  await furnish(vault);
  const policy = 'path "runway/data/checkout/*" { capabilities = ["read"] }';
  await ask('POST', 'sys/policies/acl/runway-production-checkout', { policy });
  await ask('POST', 'runway/data/checkout/KEY', { data: { value: '1' } });
});
beforeEach(() => ask('POST', 'auth/jwt/role/checkout', ROLE));
afterAll(() => vault.remove());

function login(claims: object = {}, role = 'checkout') {
  const jwt = vault.signer.sign({ ...googleClaims(vault, EMAIL), ...claims });
  return ask('POST', 'auth/jwt/login', { role, jwt }, { token: null });
}

const tokenOf = async (): Promise<string> => String((await login()).auth['client_token']);

test('a token of the right account gives a token of the role', async () => {
  const { auth } = await login();
  expect(auth).toMatchObject({
    policies: ['default', 'runway-production-checkout'],
    lease_duration: 1200,
    renewable: true,
    orphan: true,
    metadata: { role: 'checkout' },
  });
  const token = String(auth['client_token']);
  expect(token).toMatch(/^hvs\.[A-Za-z0-9]{24}$/);
  expect((await ask('GET', 'runway/data/checkout/KEY', undefined, { token })).status).toBe(200);
  expect((await ask('GET', 'runway/data/cart/KEY', undefined, { token })).status).toBe(403);
});

const validating = 'error validating token: ';
test.each([
  [
    { aud: 'others' },
    `${validating}invalid audience (aud) claim: audience claim does not match any expected audience`,
  ],
  [{ iss: 'https://elsewhere' }, `${validating}invalid issuer (iss) claim`],
  [{ exp: 1 }, `${validating}invalid expiration time (exp) claim: token is expired`],
  [{ nbf: 9_999_999_999 }, `${validating}invalid not before (nbf) claim: token not yet valid`],
  [
    { email: 'dep-cart@acme' },
    'error validating claims: claim "email" does not match any associated bound claim values',
  ],
  [{ email: undefined }, 'claim "email" not found in token'],
])('refuses %j', async (claims, words) => {
  expect(await login(claims)).toMatchObject({ status: 400, errors: [words] });
});

test('refuses a signature that nobody vouches for, and what is no token', async () => {
  const strange = createSigner(newKey()).sign(googleClaims(vault, EMAIL));
  for (const jwt of [strange, `${strange.slice(0, -3)}abc`, 'no.token.atall', 'x'])
    expect(
      await ask('POST', 'auth/jwt/login', { role: 'checkout', jwt }, { token: null }),
    ).toMatchObject({
      status: 400,
      errors: [expect.stringContaining('no known key successfully validated the token signature')],
    });
});

test('refuses what is missing by its name', async () => {
  expect((await login({}, 'nobody')).errors).toEqual(['role "nobody" could not be found']);
  const jwt = vault.signer.sign(googleClaims(vault, EMAIL));
  expect((await ask('POST', 'auth/jwt/login', { jwt })).errors).toEqual(['missing role']);
  expect((await ask('POST', 'auth/jwt/login', { role: 'checkout' })).errors).toEqual([
    'missing token',
  ]);
});

test('claims can be bound by globs, lists, pointers and the subject', async () => {
  const role = { ...ROLE, bound_claims_type: 'glob', bound_subject: 'people/1' };
  const claims = {
    email: 'dep-*@acme-runway-*.iam.gserviceaccount.com',
    '/groups/kind': ['a', 'b*'],
  };
  await ask('POST', 'auth/jwt/role/globs', { ...role, bound_claims: claims });
  const right = { sub: 'people/1', groups: { kind: ['x', 'bc'] } };
  expect((await login(right, 'globs')).status).toBe(200);
  expect((await login({ ...right, sub: 'people/2' }, 'globs')).errors).toEqual([
    'error validating token: invalid subject (sub) claim',
  ]);
  expect((await login({ ...right, groups: { kind: ['x'] } }, 'globs')).status).toBe(400);
  expect(
    (await login({ ...right, email: 'x@acme-runway-1.iam.gserviceaccount.com' }, 'globs')).status,
  ).toBe(400);
});

test('a role is read as it was written, and partly rewritten', async () => {
  const { data } = await ask('GET', 'auth/jwt/role/checkout');
  expect(data).toMatchObject({
    ...ROLE,
    token_ttl: 1200,
    bound_claims_type: 'string',
    bound_subject: '',
    token_max_ttl: 3600,
  });
  await ask('POST', 'auth/jwt/role/checkout', { role_type: 'jwt', token_ttl: 60 });
  const after = (await ask('GET', 'auth/jwt/role/checkout')).data;
  expect(after).toMatchObject({ token_ttl: 60, bound_claims: ROLE.bound_claims });
  expect((await ask('LIST', 'auth/jwt/role')).data['keys']).toContain('checkout');
});

test.each([
  [{ role_type: 'jwt', bound_subject: 'x' }, 'a user claim must be defined on the role'],
  [
    { role_type: 'jwt', user_claim: 'sub' },
    'must have at least one bound constraint when creating/updating a role',
  ],
  [
    { user_claim: 'sub' },
    "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.",
  ],
  [{ ...ROLE, token_ttl: 7200 }, 'ttl should not be greater than max ttl'],
  [{ ...ROLE, bound_claims_type: 'regex' }, "invalid 'bound_claims_type': regex"],
])('refuses the role %j', async (role, words) => {
  expect(await ask('POST', 'auth/jwt/role/refused', role)).toMatchObject({
    status: 400,
    errors: [words],
  });
});

test('a token ends with its time, and is renewed up to its longest', async () => {
  const token = await tokenOf();
  vault.pass(1000);
  const renewed = await ask('POST', 'auth/token/renew-self', undefined, { token });
  expect(renewed.auth).toMatchObject({ client_token: token, lease_duration: 1200 });
  vault.pass(1100);
  await ask('POST', 'auth/token/renew-self', { increment: '1h' }, { token });
  const { data } = await ask('GET', 'auth/token/lookup-self', undefined, { token });
  expect(data).toMatchObject({ id: token, path: 'auth/jwt/login', display_name: `jwt-${EMAIL}` });
  expect(Number(data['ttl'])).toBeLessThanOrEqual(1500);

  vault.pass(1600);
  expect(await ask('GET', 'auth/token/lookup-self', undefined, { token })).toMatchObject({
    status: 403,
    errors: ['2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n'],
  });
});

test('a token cannot be renewed once its role is gone', async () => {
  const token = await tokenOf();
  await ask('DELETE', 'auth/jwt/role/checkout');
  const refused = await ask('POST', 'auth/token/renew-self', {}, { token });
  expect(refused.errors).toEqual(['role checkout does not exist during renewal']);
  expect((await ask('GET', 'auth/token/lookup-self', undefined, { token })).status).toBe(200);
});

test('a revoked token is over, with all that came of it', async () => {
  const { auth } = await ask('POST', 'auth/token/create', { policies: ['default'], ttl: '1h' });
  const parent = String(auth['client_token']);
  const child = await ask('POST', 'auth/token/create', {});
  const lookup = (token: string) => ask('GET', 'auth/token/lookup-self', undefined, { token });
  expect((await ask('POST', 'auth/token/revoke-self', undefined, { token: parent })).status).toBe(
    204,
  );
  expect((await lookup(parent)).status).toBe(403);

  const accessor = String(child.auth['accessor']);
  const shown = await ask('POST', 'auth/token/lookup-accessor', { accessor });
  expect(shown.data).toMatchObject({ accessor, id: '' });
  await ask('POST', 'auth/token/revoke-accessor', { accessor });
  expect((await lookup(String(child.auth['client_token']))).status).toBe(403);
});

test('nobody gives away more than he has', async () => {
  const { auth } = await ask('POST', 'auth/token/create', { policies: ['default'] });
  const policy = 'path "auth/token/create" { capabilities = ["update"] }';
  await ask('POST', 'sys/policies/acl/maker', { policy });
  const maker = await ask('POST', 'auth/token/create', { policies: ['maker'] });
  const token = String(maker.auth['client_token']);
  const refused = await ask('POST', 'auth/token/create', { policies: ['root'] }, { token });
  expect(refused.errors).toEqual(['child policies must be subset of parent']);
  const plain = String(auth['client_token']);
  expect((await ask('POST', 'auth/token/create', {}, { token: plain })).status).toBe(403);
});

test('a token with a number of uses is used up', async () => {
  await ask('POST', 'auth/jwt/role/checkout', { ...ROLE, token_num_uses: 2 });
  const token = await tokenOf();
  const read = () => ask('GET', 'runway/data/checkout/KEY', undefined, { token });
  expect([(await read()).status, (await read()).status, (await read()).status]).toEqual([
    200, 200, 403,
  ]);
});

test('policies can speak of who logged in', async () => {
  const mounts = (await ask('GET', 'sys/auth')).data as Record<string, { accessor: string }>;
  const accessor = mounts['jwt/']?.accessor ?? '';
  const policy = `path "runway/data/by/{{identity.entity.aliases.${accessor}.name}}/*" { capabilities = ["create"] }`;
  await ask('POST', 'sys/policies/acl/own', { policy });
  await ask('POST', 'auth/jwt/role/checkout', { ...ROLE, token_policies: 'own' });
  const token = await tokenOf();
  const write = (path: string) =>
    ask('POST', `runway/data/by/${path}/KEY`, { data: {} }, { token });
  expect((await write(EMAIL)).status).toBe(200);
  expect((await write('others')).status).toBe(403);
});

test('without a token there is nothing to see', async () => {
  const asking = { token: null };
  expect(await ask('GET', 'runway/data/checkout/KEY', undefined, asking)).toMatchObject({
    status: 403,
    errors: ['permission denied'],
  });
  const bearer = { token: null, headers: { authorization: `Bearer ${vault.vault().rootToken}` } };
  expect((await ask('GET', 'runway/data/checkout/KEY', undefined, bearer)).status).toBe(200);
});
