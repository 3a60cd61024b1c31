// An open merge request: what merging it would do, on the merge result.

import type { MergeRequest } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';
import type { PassResult } from '../pass.ts';
import { isTrusted } from './from-files.ts';
import { judge } from './judge.ts';
import { publish } from './publish.ts';

export async function reviewOpen(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<PassResult> {
  const trust = {
    trusted: await isTrusted(outside, mergeRequest),
    mayPush: mergeRequest.sameProject,
  };
  const { againMs, ...judged } = await judge(outside, mergeRequest, trust, signal);
  signal.throwIfAborted();
  await publish(outside, mergeRequest, judged);
  const now = outside.clock.now().getTime();
  return { again: againMs === undefined ? null : new Date(now + againMs) };
}
