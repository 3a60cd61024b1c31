import { expect, test } from '@jest/globals';
import { duration, releaseLine as lineOf } from '../../../src/cli/history/release-line.ts';
import type { Outcome } from '../../../src/plan/outcome.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import type { Convergence } from '../../../src/ports/ledger.ts';

const begun: Convergence = {
  id: 1,
  target: 'dev/checkout',
  intent: 'i',
  commit: 'c0ffee0000000000000000000000000000000000' as Sha,
  mergeRequest: 12,
  release: {
    version: '1.4.2',
    image: 'registry.acme.dev/acme/checkout',
    digest: `sha256:${'3f2a9c1e'.repeat(8)}`,
    commit: '9b1c22aa00000000000000000000000000000000',
  },
  startedAt: '2026-11-25T09:41:07.123Z',
  progress: [],
  tried: [],
  outcome: null,
  endedAt: null,
  recorded: null,
};

const releaseLine = (found: Convergence) => lineOf(found, (number) => `!${number}`);

const ended = (outcome: Outcome) =>
  releaseLine({ ...begun, outcome, endedAt: '2026-11-25T09:41:48.123Z' });

test('a release is told in one line', () => {
  expect(ended({ type: 'proven', revisions: {} })).toEqual({
    when: '2026-11-25 09:41 UTC',
    version: '1.4.2',
    digest: '3f2a9c1e3f2a',
    commit: '9b1c22aa',
    mergeRequest: '!12',
    took: '41 s',
    ending: 'served',
    reason: '',
  });
});

test('each ending has its word and its reason, in one line', () => {
  const outcomes: readonly Outcome[] = [
    { type: 'failed', reason: 'It did not start.\nSee the log.', detail: 'x', hint: 'y' },
    { type: 'held', reason: 'not confirmed' },
    { type: 'superseded', by: '!13' },
    { type: 'parked', until: '2026-11-26T09:41:48.123Z' },
    { type: 'removed' },
  ];
  expect(outcomes.map(ended).map(({ ending, reason }) => `${ending}: ${reason}`)).toEqual([
    'failed: It did not start.',
    'held: not confirmed',
    'superseded: by !13',
    'parked: until 2026-11-26 09:41 UTC',
    'removed: ',
  ]);
});

test('what is under way has not taken any time yet, and a push has no merge request', () => {
  expect(releaseLine({ ...begun, mergeRequest: null })).toMatchObject({
    took: '-',
    ending: 'under way',
    mergeRequest: '-',
  });
});

test('a removal has no version, and its commit is the one of the repository', () => {
  expect(releaseLine({ ...begun, release: null })).toMatchObject({
    version: '-',
    digest: '-',
    commit: 'c0ffee00',
  });
});

test('durations are said with the two units that matter', () => {
  const times = [-5, 420, 41_000, 200_000, 120_000, 7_500_000, 273_600_000];
  expect(times.map(duration)).toEqual([
    '0.0 s',
    '0.4 s',
    '41 s',
    '3 min 20 s',
    '2 min',
    '2 h 5 min',
    '3 d 4 h',
  ]);
});
