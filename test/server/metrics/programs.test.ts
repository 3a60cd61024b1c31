// Two programs in one process, told apart.

import { expect, test } from '@jest/globals';
import { createMemoryLedger } from '../../../src/adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { createMetrics } from '../../../src/server/metrics/metrics.ts';
import { createStillClock } from '../../support/world/clock.ts';

test('what is the provisioner’s bears its name, and what is the reconciler’s stays as it was', async () => {
  const clock = createStillClock();
  const mine = { queue: createMemoryQueue(clock), ledger: createMemoryLedger(clock) };
  const theirs = { queue: createMemoryQueue(clock), ledger: createMemoryLedger(clock) };
  await mine.queue.request([{ pass: 'review', key: '1' }]);
  await theirs.queue.request([{ pass: 'watch', key: '*' }]);
  const commit = 'f'.repeat(40) as Sha;
  const begun = {
    target: 'dev/checkout',
    intent: 'i',
    commit,
    mergeRequest: 1,
    release: null,
  } as const;
  await theirs.ledger.begin(begun, '!1');
  const metrics = createMetrics('1.2.3');
  metrics.watch(mine, { ...theirs, program: 'provisioner' });
  const run = { pass: 'watch', outcome: 'done', origin: 'hook', waitedMs: 1, ms: 2 } as const;
  metrics.passEnded(run);
  metrics.passEnded(run, 'provisioner');

  const lines = (await metrics.text()).split('\n');
  const program = 'program="provisioner"';
  expect(lines).toContain('runway_queue_passes{pass="review",state="due"} 1');
  expect(lines).toContain(`runway_queue_passes{pass="watch",state="due",${program}} 1`);
  expect(lines).toContain(`runway_targets{environment="dev",state="provisioning",${program}} 1`);
  const runs = 'runway_pass_duration_seconds_count{pass="watch",outcome="done"';
  expect(lines.filter((line) => line.startsWith(runs))).toEqual([
    `${runs}} 1`,
    `${runs},${program}} 1`,
  ]);
});
