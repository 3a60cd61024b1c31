import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import type { At, SecretsApi } from '../../../src/adapters/secret-manager/client/api.ts';
import { copyOnce } from '../../../src/adapters/secret-manager/copy.ts';
import { type Sensitive, sensitive } from '../../../src/ports/sensitive.ts';
import { createMemorySecrets, Killed, type MemorySecrets } from './memory-secrets.ts';

const AT: At = { project: 'acme-runway-dev', id: 'checkout__API_KEY', as: { type: 'self' } };
const EIGHT = { vaultVersion: 8, createdAt: '2026-11-20T10:00:00.000000001Z' };
const NINE = { vaultVersion: 9, createdAt: '2026-11-21T10:00:00.000000002Z' };
const SOURCE = 'runway/env/dev/service/checkout/API_KEY';

let world: MemorySecrets;
const values = { 8: randomBytes(9).toString('hex'), 9: randomBytes(9).toString('hex') };

beforeEach(async () => {
  world = createMemorySecrets();
  await world.api.create(AT, { labels: {} });
});

function copy(origin: typeof EIGHT): Promise<number> {
  const value = async () => sensitive(values[origin.vaultVersion as 8 | 9]);
  return copyOnce(world.api, { at: AT, origin, source: SOURCE, value });
}

function held() {
  const secret = world.secrets.get(AT.id);
  if (secret === undefined) throw new Error('the secret is not there');
  return secret;
}

function become(state: 'disabled' | 'destroyed'): void {
  const [first] = held().versions;
  if (first !== undefined) first.state = state;
}

test('a version is added once, and the annotations say where it comes from', async () => {
  expect(await copy(EIGHT)).toBe(1);
  expect(await copy(EIGHT)).toBe(1);
  expect(held().versions.map(({ value }) => value)).toEqual([values[8]]);
  expect(held().annotations).toEqual({
    'runway-1': `8 ${EIGHT.createdAt}`,
    'runway-source': SOURCE,
  });
});

test.each(
  [0, 1, 2, 3, 4].flatMap((call) =>
    (['before', 'after'] as const).map((when) => ({ call: call + 1, when })),
  ),
)('killed $when call $call, nothing is added twice', async ({ call, when }) => {
  world.killAt(call, when);
  await expect(copy(EIGHT)).rejects.toThrow(Killed);
  world.calm();
  expect(await copy(EIGHT)).toBe(1);
  expect(held().versions.map(({ value }) => value)).toEqual([values[8]]);
  expect(held().annotations['runway-1']).toBe(`8 ${EIGHT.createdAt}`);
  expect(held().annotations['runway-adding']).toBeUndefined();
});

test('killed at any point, another version that is wanted afterwards is another one', async () => {
  for (const call of [3, 4, 5]) {
    world = createMemorySecrets();
    await world.api.create(AT, { labels: {} });
    world.killAt(call, 'after');
    await expect(copy(EIGHT)).rejects.toThrow(Killed);
    world.calm();
    const nine = await copy(NINE);
    expect(held().versions[nine - 1]?.value).toBe(values[9]);
    const eight = await copy(EIGHT);
    expect(held().versions[eight - 1]?.value).toBe(values[8]);
    expect(held().versions).toHaveLength(2);
  }
});

test('a number that was made anew in Vault is another secret', async () => {
  await copy(EIGHT);
  expect(await copy({ ...EIGHT, createdAt: '2026-11-25T10:00:00Z' })).toBe(2);
  expect(held().versions).toHaveLength(2);
});

test('a version that is only disabled is enabled, and one that is destroyed is copied anew', async () => {
  await copy(EIGHT);
  become('disabled');
  held().annotations = {
    ...held().annotations,
    'runway-1': `8 ${EIGHT.createdAt} 2026-11-22T00:00:00.000Z`,
  };
  expect(await copy(EIGHT)).toBe(1);
  expect(held().versions[0]?.state).toBe('enabled');
  expect(held().annotations['runway-1']).toBe(`8 ${EIGHT.createdAt}`);
  become('destroyed');
  expect(await copy(EIGHT)).toBe(2);
  expect(held().annotations['runway-1']).toBeUndefined();
});

test('where two processes copy the same, one version is left', async () => {
  const late: SecretsApi['add'] = (at, value) => world.api.add(at, value);
  let other: Promise<number> | null = null;
  const slow = {
    ...world.api,
    add: async (at: At, value: Sensitive) => {
      other ??= copy(EIGHT);
      await other;
      return late(at, value);
    },
  };
  const value = async () => sensitive(values[8]);
  const number = await copyOnce(slow, { at: AT, origin: EIGHT, source: SOURCE, value });
  expect(number).toBe(1);
  expect(held().versions.map(({ state }) => state)).toEqual(['enabled', 'destroyed']);
});

test('what people have annotated stays, and a note that they have broken is no note', async () => {
  held().annotations = { team: 'payments', 'runway-1': 'nonsense' };
  await copy(EIGHT);
  expect(held().annotations).toMatchObject({
    team: 'payments',
    'runway-1': `8 ${EIGHT.createdAt}`,
  });
});

test('two versions that nobody can explain are taken for nothing', async () => {
  world.killAt(4, 'after');
  await expect(copy(EIGHT)).rejects.toThrow(Killed);
  world.calm();
  await world.api.add(AT, sensitive('by hand'));
  const number = await copy(EIGHT);
  expect(number).toBe(3);
  expect(held().versions[2]?.value).toBe(values[8]);
});
