// A release of a target whose provisioning is still under way: it waits, and nothing has failed.

import { expect } from '@jest/globals';
import { Failure, type FailureCode } from '../../../src/ports/failure.ts';
import { readStatus } from '../../../src/passes/status/read-status.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';
import { environmentFile } from '../../support/world/documents.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const rules = { 'environments/dev/environment.yml': environmentFile('dev', { provisioned: true }) };
const fresh = { files: rules } as const;
const running = { files: rules, serving: { [dev]: '1.0.0' } } as const;

const DEPLOYER = 'dep-checkout@acme-runway-dev.iam.gserviceaccount.com';

interface Denial {
  readonly code: FailureCode;
  readonly retry: 'never' | 'later';
  readonly who?: string;
}

/** Denies every write of the runtime until it is let through again. */
function deny(world: World, { code, retry, who = DEPLOYER }: Denial): () => void {
  const runtime = world.outside.providers.find(({ kinds }) => kinds.includes('Service'));
  if (runtime === undefined) throw new Error('there is no runtime');
  const before = { ...runtime };
  const denial = { code, message: 'It is denied.', hint: 'Grant it.', retry, who };
  Object.assign(runtime, { apply: () => Promise.reject(new Failure(denial)) });
  return () => void Object.assign(runtime, before);
}

const NEVER = { code: 'RUNWAY_RUNTIME_DENIED', retry: 'never' } as const;

async function failures(world: World): Promise<readonly string[]> {
  const passes = await world.queue.list({ state: 'all' });
  return passes.flatMap(({ failures: count, lastError }) => (count > 0 ? [`${lastError}`] : []));
}

async function released(world: World): Promise<number> {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  return number;
}

for (const [code, retry] of [
  ['RUNWAY_IDENTITY_DENIED', 'later'],
  ['RUNWAY_RUNTIME_DENIED', 'never'],
  ['RUNWAY_REGISTRY_DENIED', 'never'],
] as const) {
  story(`${code} is waited for, and fails neither the release nor a pass`, fresh, async (world) => {
    const number = await released(world);
    const grant = deny(world, { code, retry });
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toBeNull();
    expect(await failures(world)).toEqual([]);
    grant();
    await world.later(minutes(6));
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
    expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  });
}

story('a right that is not granted within a quarter of an hour fails it', fresh, async (world) => {
  const number = await released(world);
  deny(world, NEVER);
  await world.merge(number);
  await world.settle();
  await world.later(minutes(40));
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  expect(world.comment(number)).toContain('Grant it.');
});

story(
  'what runs has had its rights: a denial fails its release at once',
  running,
  async (world) => {
    const number = await released(world);
    deny(world, NEVER);
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  },
);

story(
  'who waits is told what for: the merge request that the provisioner goes by',
  fresh,
  async (world) => {
    const inventory = world.read('main', 'inventory/checkout.yml') ?? '';
    const onboarding = await world.open({
      files: { 'inventory/checkout.yml': `${inventory}  additional_roles: [roles/run.viewer]\n` },
    });
    await world.merge(onboarding);
    const number = await released(world);
    const grant = deny(world, { code: 'RUNWAY_IDENTITY_DENIED', retry: 'later' });
    await world.merge(number);
    await world.settle();
    const by = world.outside.forge.reference(onboarding);
    expect(world.comment(number)).toContain(`| waiting | · its provisioning, see ${by}`);
    const latest = await world.outside.ledger.latest(dev);
    const status = await readStatus(
      world.outside,
      latest === null ? [] : [latest],
      new AbortController().signal,
    );
    expect(status.find(({ target }) => target === dev)).toMatchObject({
      state: 'absent',
      reason: `waits for its provisioning (${by})`,
    });
    grant();
    await world.later(minutes(1));
    expect(world.comment(number)).not.toContain('its provisioning');
    expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  },
);

story('however long provisioning takes, it is waited for; a grant is not', fresh, async (world) => {
  const number = await released(world);
  const made = deny(world, { code: 'RUNWAY_IDENTITY_DENIED', retry: 'later' });
  await world.merge(number);
  await world.settle();
  await world.later(minutes(60));
  expect(await world.outcome(dev)).toBeNull();
  made();
  const granted = deny(world, NEVER);
  await world.later(minutes(5));
  expect(await world.outcome(dev)).toBeNull();
  granted();
  await world.later(minutes(2));
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
});

story('what is denied to somebody else fails a first release at once', fresh, async (world) => {
  const number = await released(world);
  deny(world, { ...NEVER, who: 'dep-cart@acme-runway-dev.iam.gserviceaccount.com' });
  await world.merge(number);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
});

story(
  'bug: what runs already waits for the accounts that its environment gets',
  { files: {}, serving: { [dev]: '1.0.0' } },
  async (world) => {
    const number = await world.open({ files: { ...rules, [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    const grant = deny(world, NEVER);
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toBeNull();
    expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
    grant();
    await world.later(minutes(6));
    expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
  },
);
