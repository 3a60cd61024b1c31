// A lease for running one pass by hand, as a queue would give it.

import { createMemoryQueue } from '#runway/adapters/memory/queue.js';
import { systemClock } from '#runway/cli/clock.js';
import type { Lease, PassKey } from '#runway/ports/queue.js';

const LEASE_MS = 600_000;

export async function leaseOf(key: PassKey): Promise<Lease> {
  const queue = createMemoryQueue(systemClock);
  await queue.request([key]);
  const lease = await queue.claim('bench', LEASE_MS, []);
  if (lease === null) throw new Error('what was asked for is not due');
  return lease;
}
