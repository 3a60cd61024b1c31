// The second program beside the first: the same Git and forge, a queue, a ledger and providers of its own.

import { createMemoryLedger } from '../../../src/adapters/memory/ledger.ts';
import {
  createMemoryProvisioned,
  type ProvisionedControls,
} from '../../../src/adapters/memory/provisioned.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import type { RuntimeControls } from '../../../src/adapters/memory/runtime-world.ts';
import { createConverge } from '../../../src/passes/converge/converge.ts';
import type { Outside } from '../../../src/passes/outside.ts';
import { provisioner } from '../../../src/passes/programs/provisioner.ts';
import { createReview } from '../../../src/passes/review/review.ts';
import { createWatch } from '../../../src/passes/watch/watch.ts';
import type { Faults } from './faults.ts';
import type { Work } from './runner.ts';

export interface ProvisionerBeside extends Work {
  readonly outside: Outside;
  /** What it made, and what a test does to that. */
  readonly world: ProvisionedControls;
}

export function provisionerBeside(
  beside: Outside,
  parts: { readonly faults: Faults; readonly runtime: RuntimeControls; readonly everyMs: number },
): ProvisionerBeside {
  const { faults, runtime, everyMs } = parts;
  const queue = createMemoryQueue(beside.clock);
  const provisioned = createMemoryProvisioned({ runtime });
  const outside: Outside = {
    ...beside,
    program: provisioner,
    providers: [faults.wrap('provisioned', provisioned)],
    queue: faults.wrap('second queue', queue),
    ledger: faults.wrap('second ledger', createMemoryLedger(beside.clock)),
  };
  const passes = {
    review: createReview(outside),
    converge: createConverge(outside),
    promote: () => Promise.reject(new Error('the provisioner promotes nothing')),
    watch: createWatch(outside, { everyMs }),
  };
  return { queue, passes, outside, world: provisioned.world };
}
