// Whatever happens to requests on their way to Vault, provisioning and decommissioning end where they should.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createVaultAccess } from '../../../src/adapters/vault/access/vault-access.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { place, scope, startAccessWorld, wavesOf, type AccessWorld } from './access-world.ts';

const { signal } = new AbortController();
let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterEach(() => world.vault.faults.clear());
afterAll(() => world.vault.remove());

/** A process that knows nothing of those before it. */
function another(): Provider {
  const calls = createCalls({ clock: { now: () => new Date() } });
  return createVaultAccess({ ...world.settings, calls });
}

let current: Provider;

/** As passes do: what says `later` is tried again, here by a process that was started anew. */
async function patiently<T>(work: (provider: Provider) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work(current);
    } catch (error) {
      current = another();
      if (!(error instanceof Failure) || error.retry !== 'later' || tries > 8) throw error;
    }
  }
}

const scopeOf = (target: Target) => ({ ...scope, workload: splitTarget(target).workload });
const look = (target: Target) =>
  patiently((provider) => provider.observe(scopeOf(target), wavesOf(target).flat(), signal));

async function comeAndGo(target: Target): Promise<void> {
  current = another();
  for (const wanted of wavesOf(target))
    await patiently((provider) => applyProvisioned(provider, { scope: scopeOf(target), wanted }));
  const seen = await look(target);
  expect(seen.map(({ spec, owned }) => [owned, spec])).toEqual(
    wavesOf(target)
      .flat()
      .map(({ spec }) => [true, spec]),
  );
  for (const one of [...seen].reverse())
    await patiently((provider) => provider.remove(scopeOf(target), one, signal));
  expect(await look(target)).toEqual([]);
}

const methods = [
  'POST /auth/:mount/login',
  'GET /sys/policies/acl/:name',
  'POST /sys/policies/acl/:name',
  'DELETE /sys/policies/acl/:name',
  'GET /auth/:mount/role/:name',
  'POST /auth/:mount/role/:name',
  'DELETE /auth/:mount/role/:name',
  'GET /:mount/metadata/*',
  'POST /:mount/data/*',
  'DELETE /:mount/metadata/*',
];
/** Once, and longer than one request is repeated. */
const faults: readonly (readonly [Fault, times: number])[] = [
  [{ loseAnswer: true }, 1],
  [{ drop: true }, 6],
  [{ status: 500 }, 6],
  [{ status: 503 }, 2],
];

test.each(methods)('%s fails once, or for a while', async (method) => {
  for (const [at, [fault, times]] of faults.entries()) {
    world.vault.fail(method, fault, times);
    await comeAndGo(`production/t${methods.indexOf(method)}-${at}`);
    expect([method, world.vault.faults.list()]).toEqual([method, []]);
  }
});

test('two of them at work on the same workload do each other no harm', async () => {
  const target = 'production/twice';
  const both = async (wanted: ReturnType<typeof wavesOf>[number]): Promise<void> => {
    const work = () => applyProvisioned(another(), { scope: scopeOf(target), wanted });
    await Promise.all([work(), work()]);
  };
  for (const wave of wavesOf(target)) await both(wave);
  expect((await look(target)).map(({ spec }) => spec)).toEqual(
    wavesOf(target)
      .flat()
      .map(({ spec }) => spec),
  );
  const path = `${place.mount}/metadata/${place.path}/twice/.placeholder`;
  expect((await world.vault.ask('GET', path)).data['current_version']).toBe(1);
});
