// Whatever happens to one request for a repository, the next attempt ends where it should.

import { afterEach, expect, test } from '@jest/globals';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { memberOf } from '../../../src/resources/accounts.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { BOT, repositoryOf } from '../../support/provisioned.ts';
import { until } from '../../support/until.ts';
import { PROJECT, SCOPE, startWorld, type World } from './registry-world.ts';

const { signal } = new AbortController();
const service = 'artifact-registry';
const target = 'dev/checkout';
const scope = { ...SCOPE, workload: 'checkout' };
const NAME = `projects/${PROJECT}/locations/us/repositories/checkout`;

let world: World;
afterEach(() => world.stop());

const WEATHER: readonly (readonly [string, Fault])[] = [
  ['is answered UNAVAILABLE', { status: 'UNAVAILABLE' }],
  ['is answered that the quota is used up', { status: 'RESOURCE_EXHAUSTED' }],
  ['meets a closed connection', { drop: true }],
  ['is carried out, and its answer lost', { loseAnswer: true }],
];
const WRITES = ['CreateRepository', 'UpdateRepository', 'SetIamPolicy', 'DeleteRepository'];
const cases = WRITES.flatMap((method) => WEATHER.map(([how, fault]) => ({ method, how, fault })));

test.each(cases)('$method $how', async ({ method, fault }) => {
  world = await startWorld();
  world.cloud.accounts.create({ project: PROJECT, id: 'dep-checkout' });
  const wish = { service, method, fault, times: 1, share: null, where: {} };
  const { id } = world.faults.add(wish);
  for (const wanted of ['first', 'second'] as const) {
    const repository = repositoryOf(target, PROJECT, wanted);
    await insisting((provider) => applyProvisioned(provider, { scope, wanted: [repository] }));
    const [seen] = await world.another().observe(scope, [], signal);
    expect(seen).toMatchObject({ owned: true, spec: repository.spec });
  }
  await insisting(async (provider) => {
    for (const seen of await provider.observe(scope, [], signal))
      await provider.remove(scope, seen, signal);
  });
  const look = () => world.another().observe(scope, [], signal);
  expect(await until(look, (left) => left.length === 0)).toEqual([]);
  expect(world.faults.find(id)?.struck).toBe(1);
});

/** As often as a pass comes back; each time by a provider that remembers nothing. */
async function insisting(
  work: (provider: Provider<'ImageRepository'>) => Promise<void>,
): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      return await work(world.another());
    } catch (error) {
      expect(error).toMatchObject({ retry: 'later' });
    }
  }
  throw new Error('it never came about');
}

test('who shares the repository at the same time loses nothing', async () => {
  world = await startWorld();
  world.cloud.accounts.create({ project: PROJECT, id: 'dep-checkout' });
  const wanted = [repositoryOf(target, PROJECT, 'first')];
  await applyProvisioned(world.provider, { scope, wanted });
  const others = ['user:ann@acme.dev', 'user:ben@acme.dev'];
  const asked = { service, method: 'GetIamPolicy', times: 1, share: null, where: {} };
  const hold = (delayMs: number): string => world.faults.add({ ...asked, fault: { delayMs } }).id;
  // The look is answered at once; what is read to be changed arrives when it is not true any more.
  hold(1);
  const read = hold(500);
  const second = repositoryOf(target, PROJECT, 'second');
  const writing = applyProvisioned(world.another(), { scope, wanted: [second] });
  await until(
    async () => world.faults.find(read)?.struck,
    (struck) => struck === 1,
  );
  for (const other of others) world.cloud.grant(NAME, 'roles/artifactregistry.admin', other);
  await writing;
  const { bindings } = world.cloud.policyOf(NAME);
  const membersOf = (of: string) => bindings.find((one) => one.role === of)?.members ?? [];
  expect(membersOf('roles/artifactregistry.admin')).toEqual(expect.arrayContaining(others));
  expect(membersOf('roles/artifactregistry.writer')).toContain(memberOf(BOT));
});
