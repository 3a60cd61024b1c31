// The planner and the adapter together: what is applied plans empty, and a hand edit does not.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { createCloudRun } from '../../../src/adapters/cloud-run/cloud-run.ts';
import { advance } from '../../../src/engine/advance.ts';
import { planTarget } from '../../../src/plan/plan-target.ts';
import { planEmpty } from '../../../src/plan/state.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { exitsAtStart, webServer } from '../../sandbox/cloud-run/images.ts';
import type { World } from '../../sandbox/cloud-run/world.ts';
import { PARENT, silent, startWorld, update } from '../../sandbox/cloud-run/world.ts';
import { endpoint, service, template, traffic } from '../../support/resources.ts';
import { until } from '../../support/until.ts';
import { notedCalls } from '../../support/calls.ts';

const { signal } = new AbortController();
const regions = ['us-east1', 'europe-west1'];
const target = 'dev/checkout';
const scope: Scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-dev', regions },
  images: 'registry.example.test',
  identity: null,
  vault: null,
  workload: 'checkout',
};

let world: World;
let provider: Provider;
let deployed: readonly Resource[] = [];
const tried = new Set<string>();

beforeAll(async () => {
  world = await startWorld({ regions });
  const { ca } = await createAuthority(join(world.dir, 'tls'));
  provider = createCloudRun({
    endpoint: world.run.endpoint,
    ca,
    token: async () => world.token,
    clock: { now: () => new Date(), sleep: async () => undefined },
    log: silent,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  });
}, 60_000);

afterAll(() => world.close());

function desired(image: string): Resource[] {
  return regions.flatMap((region) => {
    const at = { environment: 'dev', workload: 'checkout', region };
    const wanted = template({ image, environment: { RUNWAY_REGION: region } });
    return [service({ template: wanted }, at), traffic(wanted, at), endpoint({}, at)];
  });
}

async function planned(wanted: readonly Resource[]) {
  const observed = await provider.observe(scope, wanted, signal);
  const plan = planTarget({
    target,
    intent: 'abc',
    desired: wanted,
    observed,
    tried,
    surplus: 'left',
    adopt: false,
  });
  return { plan, observed };
}

/** One move of a converging, as a pass makes it. */
async function move(wanted: readonly Resource[]) {
  const { plan, observed } = await planned(wanted);
  const marks = { begun: {}, complete: { intent: 'abc' }, parked: {} };
  const onRevision = async (name: string) => void tried.add(name);
  await advance(
    [provider],
    { plan, observed, scope, strategy: 'expedited', adopt: false, ...marks, onRevision },
    signal,
  );
  return plan;
}

test('a deploy to two regions, and the next one, end in an empty plan', async () => {
  for (const version of ['1', '2']) {
    const wanted = desired(await world.registry.push('app', webServer(version)));
    await until(() => move(wanted), planEmpty);
    expect(planEmpty((await planned(wanted)).plan)).toBe(true);
    deployed = wanted;
  }
});

test('a hand edit makes the plan differ, and the plan sets it back', async () => {
  await update(world, { name: `${PARENT}/services/checkout`, description: 'mine' }, [
    'description',
  ]);
  const { plan } = await planned(deployed);
  expect(plan.waves.flat().map(({ address }) => address)).toEqual([
    'dev/checkout/Service/us-east1',
  ]);
  await until(() => move(deployed), planEmpty);
});

test('a version that cannot start fails the plan and changes nothing that serves', async () => {
  const before = (await planned([])).observed.filter(({ kind }) => kind === 'Traffic');
  const broken = desired(await world.registry.push('app', exitsAtStart()));
  const plan = await until(
    () => move(broken),
    ({ waves }) => waves.flat().some(({ standing }) => standing.state === 'failed'),
  );
  const failed = plan.waves.flat().find(({ standing }) => standing.state === 'failed');
  expect(failed?.kind).toBe('Service');
  const after = (await planned([])).observed.filter(({ kind }) => kind === 'Traffic');
  expect(after.map(({ spec }) => spec)).toEqual(before.map(({ spec }) => spec));
});
