// Live progress: one line for what is wanted, and one for what goes.

import { expect, test } from '@jest/globals';
import { progressOf } from '../../../src/passes/converge/progress.ts';
import type { Progress } from '../../../src/plan/outcome.ts';
import { everything, provisioningPlan } from '../../plan/comment/provisionings.ts';
import { provisioned } from '../../support/provisioned-resources.ts';

const wanted = provisioned({ regions: ['us-east1'] });

function told(lines: readonly Progress[]): string[] {
  return lines.map(({ subject, name = '', state, words }) =>
    [state, subject, name, words].filter((word) => word !== '').join(' '),
  );
}

test('what is of one kind is told apart by its name, and what it waits for is said', () => {
  const plan = provisioningPlan(wanted, everything({ regions: ['us-east1'] }).slice(0, 1));
  const sent = plan.waves.flat().filter(({ address }) => address.endsWith('/deploy'));

  expect(told(progressOf(wanted, plan, sent.slice(0, 1)))).toEqual([
    'done account run-checkout',
    'under way account dep-checkout',
    'waiting trust after the account',
    'waiting Vault policy runway-dev-checkout',
    'waiting Vault policy runway-dev-checkout_owners',
    'waiting Vault role runway-dev-checkout after the Vault policy',
    'waiting Vault role runway-dev-checkout_owners after the Vault policy',
    'waiting image repository checkout after the account',
    'waiting parked service after the account',
  ]);
});

test('what goes is told until it is gone', () => {
  const seen = everything({ regions: ['us-east1'] });
  const some = seen.filter(({ kind }) => kind === 'ServiceAccount' || kind === 'Trust');
  const plan = provisioningPlan([], some);

  expect(told(progressOf([], plan, plan.waves[0] ?? []))).toEqual([
    'under way trust being removed',
    'waiting account dep-checkout to be removed after the trust',
    'waiting account run-checkout to be removed after the trust',
  ]);
  expect(progressOf([], provisioningPlan([], []), [])).toEqual([]);
});

test('a service that is still in use says what its removal waits for', () => {
  const used = everything({ regions: ['us-east1'] }, { inUse: true });
  const lines = told(progressOf([], provisioningPlan([], used), []));

  expect(lines).toContain(
    'under way parked service to be removed: what was deployed to it is not removed yet',
  );
  expect(lines).toContain(
    'waiting image repository checkout to be removed after the parked service',
  );
});
