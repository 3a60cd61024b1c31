import { expect, test } from '@jest/globals';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { run } from '../../../src/passes/worker/run.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Log } from '../../../src/ports/log.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };

test('a pass that waits for its turn runs again at its turn, and has not failed', async () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const clock = { now: () => new Date(now), sleep: () => new Promise<void>(() => undefined) };
  const queue = createMemoryQueue(clock);
  await queue.request([{ pass: 'converge', key: 'production/checkout' }]);
  const lease = await queue.claim('me', 30_000, []);
  if (lease === null) throw new Error('nothing to claim');
  const busy = new Failure({
    code: 'RUNWAY_RUNTIME_BUSY',
    message: 'Wait.',
    hint: 'Wait.',
    retry: 'later',
    retryAfterMs: 90_000,
  });
  const over = new AbortController();
  const context = { queue, log: silent, leaseMs: 30_000, chance: () => 0.5, stop: over.signal };
  // Sleeps end with their signal.
  const sleep = (_: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await run(() => Promise.reject(busy), lease, { ...context, clock: { ...clock, sleep } });
  const [found] = await queue.list({ state: 'waiting' });
  expect(found).toMatchObject({ failures: 0, dueAt: '2026-01-01T00:01:30.000Z', lastError: null });
});
