// Open merge requests say what merging would change about what runs: when that has changed, they are looked at anew.

import { Failure } from '../../ports/failure.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';

/** Asks for a review of every open merge request that touches the target's own file. */
export async function reviewOthers(
  outside: Outside,
  { target, commit }: { readonly target: Target; readonly commit: Sha },
): Promise<void> {
  const open = await outside.forge.mergeRequests({ state: 'open' });
  const touching: MergeRequest[] = [];
  for (const mergeRequest of open) {
    if (await touches(outside, mergeRequest, { target, commit })) touching.push(mergeRequest);
  }
  await outside.queue.request(
    touching.map(({ number }) => ({ pass: 'review', key: String(number) })),
  );
}

async function touches(
  { repository, program, log }: Outside,
  { number, head }: MergeRequest,
  { target, commit }: { readonly target: Target; readonly commit: Sha },
): Promise<boolean> {
  try {
    const base = await repository.mergeBase(commit, head);
    const changes = base === null ? [] : await repository.changes(base, head);
    const [own] = program.pathsOf(target);
    return changes.some(({ path }) => path === own);
  } catch (error) {
    // A head that has not been fetched yet is reviewed when its event comes.
    if (!(error instanceof Failure) || error.code !== 'RUNWAY_GIT_FAILED') throw error;
    log.warn('open merge request not compared', { mergeRequest: number, error });
    return false;
  }
}
