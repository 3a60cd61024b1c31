// Whatever happens to one request while a secret comes, changes and goes, there is one copy of each version and in the end none.

import { afterEach, expect, test } from '@jest/globals';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { NAME, secretOf, type SecretsWorld, startSecretsWorld } from './secrets-world.ts';

const { signal } = new AbortController();

let secrets: SecretsWorld;
afterEach(() => secrets.world.close());

const WEATHER: readonly (readonly [string, Fault])[] = [
  ['is answered UNAVAILABLE', { status: 'UNAVAILABLE' }],
  ['is answered that the quota is used up', { status: 'RESOURCE_EXHAUSTED' }],
  ['meets a closed connection', { drop: true }],
  ['is carried out, and its answer lost', { loseAnswer: true }],
];

/** With how many of them come before the one that is struck. */
const WRITES = [
  ['CreateSecret', 0],
  ['SetIamPolicy', 0],
  ['UpdateSecret', 0],
  ['UpdateSecret', 1],
  ['AddSecretVersion', 0],
  ['AddSecretVersion', 1],
  ['DisableSecretVersion', 0],
  ['DestroySecretVersion', 0],
  ['DeleteSecret', 0],
] as const;
const cases = WRITES.flatMap(([method, spared]) =>
  WEATHER.map(([how, fault]) => ({ method, spared, how, fault })),
);

test.each(cases)('$method after $spared others $how', async ({ method, spared, fault }) => {
  secrets = await startSecretsWorld();
  const { apply, retire, world, write } = secrets;
  const wish = { service: 'secret-manager', method, share: null, where: {} };
  if (spared > 0) world.faults.add({ ...wish, fault: { delayMs: 1 }, times: spared });
  const { id } = world.faults.add({ ...wish, fault, times: 1 });

  const values = [write(), write()];
  await insisting((provider) => apply(1, provider));
  await insisting((provider) => apply(2, provider));
  expect((await secrets.plan(2, secrets.another())).waves).toEqual([]);
  expect(await Promise.all(['1', '2'].map(valueOf))).toEqual(values);

  await insisting((provider) => retire('1', 'disabled, destroyed after the grace time', provider));
  await insisting((provider) => retire('1', 'destroyed', provider));
  expect(await states()).toEqual(['ENABLED', 'DESTROYED']);

  await insisting(async (provider) => {
    const seen = await provider.observe(secrets.scope, [wanted()], signal);
    for (const one of seen) await provider.remove(secrets.scope, one, signal);
  });
  expect(await secrets.another().observe(secrets.scope, [wanted()], signal)).toEqual([]);
  expect(world.faults.find(id)?.struck).toBe(1);
});

function wanted(): ReturnType<typeof secretOf> {
  return secretOf(2, secrets.accounts.run);
}

/** As often as a pass comes back; each time by a provider that remembers nothing. */
async function insisting(work: (provider: Provider<'Secret'>) => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      return await work(secrets.another());
    } catch (error) {
      expect(error).toMatchObject({ retry: 'later' });
      secrets.world.ground.clock.at += 60_000;
    }
  }
  throw new Error('it never came about');
}

async function valueOf(number: string): Promise<string> {
  const client = secrets.world.as(secrets.accounts.run);
  const [{ payload }] = await client.accessSecretVersion({ name: `${NAME}/versions/${number}` });
  return Buffer.from(payload?.data ?? '').toString();
}

/** Newest first. */
async function states(): Promise<readonly string[]> {
  const [versions] = await secrets.world.admin.listSecretVersions({ parent: NAME });
  return versions.map(({ state }) => String(state));
}
