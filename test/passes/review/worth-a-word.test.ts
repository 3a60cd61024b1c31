// Who says something on a merge request, and who stays silent.

import { expect, test } from '@jest/globals';
import { worthAWord } from '../../../src/passes/review/worth-a-word.ts';
import type { Condition, TargetProgress } from '../../../src/plan/comment/review.ts';

const shipping = { ships: true };
const provisioning = { ships: false };
const inventory = [{ path: 'inventory/checkout.yml', before: null, after: null }];

function merged(changes: Partial<TargetProgress>): Condition {
  const target: TargetProgress = {
    target: 'dev/checkout',
    before: null,
    after: null,
    progress: [],
    outcome: null,
    standstill: null,
    restore: null,
    ...changes,
  };
  return { state: 'merged', targets: [target] };
}

const planned: Condition = { state: 'planned', draft: false, targets: [], unchanged: [] };

test('every merge request gets a word about what runs, but for one that changes the inventory alone', () => {
  expect(worthAWord(shipping, planned, [])).toBe(true);
  expect(worthAWord(shipping, planned, inventory)).toBe(false);
  expect(worthAWord(provisioning, planned, inventory)).toBe(false);
});

test('after the merge of what concerned a workload and changed nothing of it, nothing is said', () => {
  expect(worthAWord(provisioning, merged({}), inventory)).toBe(false);
  const done = { region: null, subject: 'account', state: 'done', words: '' } as const;
  expect(worthAWord(provisioning, merged({ progress: [done] }), inventory)).toBe(false);
});

test('what is being made, and what failed, is told also where the plan was never seen', () => {
  const going = { region: null, subject: 'account', state: 'under way', words: '' } as const;
  expect(worthAWord(provisioning, merged({ progress: [going] }), inventory)).toBe(true);
  const failed = { type: 'failed', reason: 'no', detail: '', hint: '' } as const;
  expect(worthAWord(provisioning, merged({ outcome: failed }), inventory)).toBe(true);
});
