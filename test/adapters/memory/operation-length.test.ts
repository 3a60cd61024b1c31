import { expect, test } from '@jest/globals';
import { createMemoryRuntime } from '../../../src/adapters/memory/runtime.ts';
import { templateHash } from '../../../src/resources/revision.ts';
import { createStillClock } from '../../support/world/clock.ts';
import { subjectOf } from '../../contracts/runtime-steps.ts';
import { service } from '../../support/resources.ts';

const scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-dev', regions: ['us-east1'] },
  images: 'images.example.test',
  identity: null,
  vault: null,
} as const;

test('an operation has come about when its length has passed, and not before', async () => {
  const clock = createStillClock();
  const began = clock.now().getTime();
  const runtime = createMemoryRuntime({
    clock,
    settles: (_, operation) => (operation === 'start a revision' ? 4_000 : 6_000),
  });
  const { at, write, look } = subjectOf(runtime, scope, 'checkout');
  const wanted = service({}, at);
  await write(null, [
    { step: wanted, revision: `checkout-${templateHash(wanted.spec.template)}-1` },
  ]);
  const seenAfter = async (ms: number) => {
    clock.moveTo(began + ms);
    const seen = await look();
    return [seen?.service.facts.revisions[0]?.state, seen?.traffic.facts.settled];
  };

  expect(await seenAfter(3_999)).toEqual(['starting', false]);
  expect(await seenAfter(5_999)).toEqual(['ready', false]);
  expect(await seenAfter(6_000)).toEqual(['ready', true]);
});
