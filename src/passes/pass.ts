// What a pass is to whoever runs it.

import type { Lease } from '../ports/queue.ts';

/** When the pass wants to run again without being asked; null: not before somebody asks. */
export interface PassResult {
  readonly again: Date | null;
}

/**
 * Looks and acts once for the lease's key. Must stop soon after `signal`
 * aborts, and must bear being run twice.
 */
export type Pass = (lease: Lease, signal: AbortSignal) => Promise<PassResult>;
