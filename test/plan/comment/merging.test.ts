import { expect, test } from '@jest/globals';
import { merging } from '../../../src/plan/comment/merging.ts';
import type { Difference, Step } from '../../../src/plan/plan.ts';
import { removalStep, stepOf } from '../../../src/plan/step.ts';
import { addressOf } from '../../../src/resources/address.ts';
import type { Observed, Resource } from '../../../src/resources/resource.ts';
import { targetReview } from './reviews.ts';

const { target } = targetReview();

function secret(name: string): Resource<'Secret'> {
  const address = addressOf(target, 'Secret', name);
  const spec = { name, secret: `checkout__${name}`, source: 'x', version: 1, readers: [] };
  return { kind: 'Secret', address, target, region: null, spec };
}

function seen(name: string): Observed<'Secret'> {
  const facts = { copies: [], source: 'live' } as const;
  return { ...secret(name), owned: true, health: { status: 'healthy' }, facts };
}

function step(name: string, differences: readonly Difference[]): Step {
  const [before, after] = [seen(name), secret(name)];
  const standing = { state: 'ready' } as const;
  return stepOf({ action: 'update', before, after, differences, standing, revision: null });
}

function said(...steps: readonly Step[]): string {
  const { plan } = targetReview();
  return merging([targetReview({ plan: { ...plan, waves: [steps] } })]);
}

const copying = step('A', [{ path: 'version', before: '1', after: '2' }]);
const idle = step('A', [{ path: 'copies.3', before: 'version 1', after: 'disabled' }]);
const shared = step('B', [{ path: 'readers.allUsers', before: 'yes', after: null }]);

test('a copy that is taken out of use is not counted among those that are made', () => {
  expect(said(copying, idle)).toContain(
    'copy 1 secret from Vault; take old copies of 1 secret out of use',
  );
});

test('where nothing is copied, nothing is said to be', () => {
  expect(said(idle)).toContain('**Merging will** take old copies of 1 secret out of use.');
  expect(said(shared)).toContain('**Merging will** set right who reads 1 secret *at once*.');
  expect(said(removalStep(seen('C'), { state: 'ready' }))).toContain(
    'remove the copies of 1 secret',
  );
});
