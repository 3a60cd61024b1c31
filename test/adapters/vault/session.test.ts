// Tokens of Vault over their life, and an uncertain Vault.

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createVault, type VaultSettings } from '../../../src/adapters/vault/vault.ts';
import type { SecretOf, Vault } from '../../../src/ports/vault.ts';
import { listen } from '../../../src/sandbox/registry/listen.ts';
import { accounts, environment, place, type Environment } from './sandbox.ts';

const { signal } = new AbortController();
const ROLE = 'runway-production-checkout';
const SECRET: SecretOf = {
  place,
  workload: 'checkout',
  name: 'API_KEY',
  as: { type: 'account', email: accounts.checkout },
  role: ROLE,
};
const PATH = 'runway/data/env/production/service/checkout/API_KEY';
const value = randomUUID();

let world: Environment;
let vault: Vault;

beforeAll(async () => {
  world = await environment();
  await world.vault.ask('POST', PATH, { data: { value } });
});
beforeEach(() => {
  world.vault.faults.clear();
  vault = createVault(settings());
});
afterAll(() => world.vault.remove());

/** What one process knows of Vault ends with its test. */
function settings(): VaultSettings {
  return { ...world.settings, calls: createCalls({ clock: { now: () => new Date() } }) };
}

const requests = (path: string): number =>
  world.vault.lines.filter(({ fields }) => String(fields['path']).endsWith(path)).length;

async function during(path: string, work: () => Promise<unknown>): Promise<number> {
  const before = requests(path);
  await work();
  return requests(path) - before;
}

const read = async () => (await vault.value(SECRET, 1, signal))?.reveal();

test('one login serves all who ask at once, and all who ask later', async () => {
  const logins = await during('/login', async () => {
    expect(await Promise.all([read(), read(), read()])).toEqual([value, value, value]);
    await read();
  });
  expect(logins).toBe(1);
});

test('another role is another login', async () => {
  const logins = await during('/login', async () => {
    await read();
    const as = { type: 'account', email: accounts.plans } as const;
    await vault.describe({ ...SECRET, as, role: place.plans }, signal);
  });
  expect(logins).toBe(2);
});

test('a token is renewed before it ends, and replaced when it has reached its longest', async () => {
  await read();
  const later = async (): Promise<readonly [number, number]> => {
    world.vault.pass(700);
    const before = requests('/login');
    const renewals = await during('/renew-self', read);
    return [renewals, requests('/login') - before];
  };
  expect(await later()).toEqual([1, 0]);
  expect(await later()).toEqual([1, 0]);
  expect(await later()).toEqual([1, 0]);
  expect(await later()).toEqual([1, 0]);
  expect(await later()).toEqual([1, 1]);
});

test('a token that somebody revoked is replaced once', async () => {
  await read();
  const all = await world.vault.ask('LIST', 'auth/token/accessors');
  for (const accessor of all.data['keys'] as string[]) {
    const { data } = await world.vault.ask('POST', 'auth/token/lookup-accessor', { accessor });
    if (data['path'] === 'auth/jwt/login')
      await world.vault.ask('POST', 'auth/token/revoke-accessor', { accessor });
  }
  const logins = await during('/login', async () => expect(await read()).toBe(value));
  expect(logins).toBe(1);
});

test('what a new token may not do is not tried again', async () => {
  const foreign = { ...SECRET, workload: 'cart' };
  const logins = await during('/login', () =>
    expect(vault.value(foreign, 1, signal)).rejects.toMatchObject({
      code: 'RUNWAY_VAULT_DENIED',
      message: `Vault does not let the role ${ROLE} read runway/data/env/production/service/cart/API_KEY: permission denied.`,
      hint: expect.stringContaining(`policies of the role ${ROLE}`),
    }),
  );
  expect(logins).toBe(1);
});

test.each([
  { status: 503 },
  { status: 500 },
  { status: 502 },
  { status: 429 },
  { drop: true as const },
])('goes on after %j', async (fault) => {
  await read();
  if (fault.status === 503) world.vault.fail('GET /:mount/data/*', { status: 504 });
  else world.vault.fail('GET /:mount/data/*', fault, 2);
  world.vault.fail('POST /auth/:mount/login', fault.status === 503 ? { status: 500 } : fault);
  expect(await read()).toBe(value);
});

test('a sealed Vault is said to be sealed, at once and for a later pass', async () => {
  await read();
  await world.vault.ask('POST', 'sys/seal');
  try {
    const asked = await during('/API_KEY', () =>
      expect(read()).rejects.toMatchObject({
        code: 'RUNWAY_VAULT_UNREACHABLE',
        message: expect.stringMatching(/^Vault at 127\.0\.0\.1:\d+ is sealed\.$/),
        retry: 'later',
      }),
    );
    expect(asked).toBe(1);
    const another = createVault(settings());
    await expect(another.describe(SECRET, signal)).rejects.toMatchObject({
      message: expect.stringContaining('is sealed'),
    });
  } finally {
    await world.vault.ask('POST', 'sys/unseal', { key: world.vault.vault().unsealKey });
  }
  expect(await read()).toBe(value);
});

test('a Vault that is silent is not waited for longer than the deadline', async () => {
  const impatient = createVault({ ...settings(), timing: { deadlineMs: 200 } });
  world.vault.fail('POST /auth/:mount/login', { status: 500, delayMs: 60_000 });
  await expect(impatient.describe(SECRET, signal)).rejects.toMatchObject({
    code: 'RUNWAY_VAULT_UNREACHABLE',
    message: expect.stringContaining('nothing came back within 0.2 seconds'),
  });
});

test('whoever gives up is not kept waiting', async () => {
  await read();
  world.vault.fail('GET /:mount/data/*', { status: 500, delayMs: 60_000 });
  const giving = new AbortController();
  const reading = vault.value(SECRET, 1, giving.signal);
  giving.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
});

test('while Vault cannot renew, a token that still lives is used', async () => {
  await read();
  world.vault.pass(700);
  world.vault.fail('POST /auth/token/:action', { status: 500 }, 9);
  expect(await read()).toBe(value);
});

test('a connection that fails is told by its code, and by nothing that was sent', async () => {
  const { port } = await listen(createServer(), 0).then(async (server) => {
    await server.stop();
    return server;
  });
  const { ca: _, ...trusting } = settings();
  const failing: readonly (readonly [VaultSettings, RegExp])[] = [
    [{ ...settings(), url: `https://127.0.0.1:${port}` }, /ECONNREFUSED/],
    [trusting, /CERT|SIGNATURE/],
    [settings(), /ECONNRESET/],
  ];
  for (const [how, words] of failing) {
    world.vault.fail('POST /auth/:mount/login', { drop: true }, 9);
    const error = await createVault(how)
      .describe(SECRET, signal)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RUNWAY_VAULT_UNREACHABLE', retry: 'later' });
    const told = inspect(error, { depth: 9, showHidden: true });
    expect(told).toMatch(words);
    expect(world.shown.filter((token) => told.includes(token))).toEqual([]);
    world.vault.faults.clear();
  }
});

test('names of secrets that people choose are asked for as they are', async () => {
  const name = 'odd ?name=ü%2f#';
  await world.vault.ask('POST', PATH.replace('API_KEY', encodeURIComponent(name)), {
    data: { value: 'x' },
  });
  expect(await vault.names(SECRET, signal)).toContain(name);
  expect(await vault.describe({ ...SECRET, name }, signal)).toMatchObject({ name, current: 1 });
});

test.each([
  ['the role is missing', { role: 'nobody' }, 'There is no role nobody at auth/jwt'],
  [
    'the role is another’s',
    { as: { type: 'account', email: accounts.cart } as const },
    'must bind the claim `email` to dep-cart@',
  ],
  [
    'the audience is not bound',
    { place: { ...place, audience: 'elsewhere' } },
    'must have `elsewhere` among its `bound_audiences`',
  ],
  ['nothing is mounted there', { place: { ...place, auth: 'gone' } }, 'mounted at auth/gone'],
])('says what to mend where %s', async (_, change, hint) => {
  await expect(vault.describe({ ...SECRET, ...change }, signal)).rejects.toMatchObject({
    code: 'RUNWAY_VAULT_DENIED',
    retry: 'never',
    hint: expect.stringContaining(hint),
  });
});

test('who does not know his own account cannot log in as himself', async () => {
  const { account: _, ...rest } = settings();
  const nobody = createVault(rest);
  await expect(nobody.names({ ...SECRET, as: { type: 'self' } }, signal)).rejects.toMatchObject({
    code: 'RUNWAY_SETTINGS_INVALID',
  });
});
