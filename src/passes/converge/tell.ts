// How far a converging is, written down and shown where it is news.

import { isDeepStrictEqual } from 'node:util';
import type { Progress } from '../../plan/outcome.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Outside } from '../outside.ts';
import { requestReview } from './admit.ts';

/** False where it stands so already. */
export async function tell(
  outside: Outside,
  { id, mergeRequest, progress: before }: Convergence,
  progress: readonly Progress[],
): Promise<boolean> {
  if (isDeepStrictEqual(progress, before)) return false;
  await outside.ledger.progressed(id, progress);
  await requestReview(outside, mergeRequest);
  return true;
}
