// The pass that keeps a merge request's comment and statuses true.

import type { MergeRequest } from '../../ports/forge.ts';
import { Failure } from '../../ports/failure.ts';
import type { Lease } from '../../ports/queue.ts';
import { promotedTarget } from '../../promotion/branch.ts';
import type { Outside } from '../outside.ts';
import type { Pass, PassResult } from '../pass.ts';
import { reviewCandidates } from './candidates.ts';
import { reviewMerged } from './merged/merged.ts';
import { reviewOpen } from './open.ts';
import { publish, takeBack } from './publish.ts';

const DONE: PassResult = { again: null };

export function createReview(outside: Outside): Pass {
  return (lease, signal) => review(outside, lease, signal);
}

async function review(outside: Outside, lease: Lease, signal: AbortSignal): Promise<PassResult> {
  const mergeRequest = await outside.forge.mergeRequest(Number(lease.key));
  if (mergeRequest === null) return DONE;
  if (mergeRequest.target !== outside.settings.defaultBranch) {
    await takeBack(outside, mergeRequest);
    return DONE;
  }
  await outside.repository.fetch();
  if (await movedOn(outside, mergeRequest)) return { again: outside.clock.now() };
  await askPromotion(outside, mergeRequest);
  const result = await tell(outside, mergeRequest, signal);
  if (mergeRequest.state === 'open') await reviewCandidates(outside, mergeRequest, signal);
  return result;
}

/** Where something outside cannot be asked, the comment says that nothing may be concluded. */
async function tell(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<PassResult> {
  try {
    return await tellState(outside, mergeRequest, signal);
  } catch (error) {
    // Whoever has taken over says what there is to say.
    if (error instanceof Failure && mergeRequest.state === 'open' && !signal.aborted) {
      await sayUnknown(outside, mergeRequest, error);
    }
    throw error;
  }
}

/**
 * Merged or pushed to before the fetch: what was fetched is then newer than what the forge said, and an open merge
 * request would be compared with a default branch that already has it.
 */
async function movedOn(outside: Outside, { number, state, head }: MergeRequest): Promise<boolean> {
  if (state !== 'open') return false;
  const now = await outside.forge.mergeRequest(number);
  return now?.state !== state || now.head !== head;
}

async function tellState(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<PassResult> {
  switch (mergeRequest.state) {
    case 'open':
      return reviewOpen(outside, mergeRequest, signal);
    case 'merged':
      return reviewMerged(outside, mergeRequest);
    case 'closed':
      await publish(outside, mergeRequest, {
        head: mergeRequest.head,
        condition: { state: 'closed' },
      });
      return DONE;
  }
}

/** A promotion that was closed, reopened or merged changes what is to be offered. */
async function askPromotion(outside: Outside, { source, state }: MergeRequest): Promise<void> {
  const target = promotedTarget(source);
  if (!outside.program.ships || target === null || state === 'open') return;
  await outside.queue.request([{ pass: 'promote', key: target }]);
}

/** Says that nothing may be concluded, unless the forge itself is what cannot be reached. */
async function sayUnknown(
  outside: Outside,
  mergeRequest: MergeRequest,
  failure: Failure,
): Promise<void> {
  if (failure.code.startsWith('RUNWAY_FORGE_')) return;
  // Whether it is any of its business cannot be told without Git.
  if (!outside.program.ships && failure.code.startsWith('RUNWAY_GIT_')) return;
  await publish(outside, mergeRequest, {
    head: mergeRequest.head,
    condition: { state: 'unknown', reason: failure.message, hint: failure.hint },
  });
}
