// An open merge request: what merging it would do, on the merge result.

import type { MergeRequest } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';
import type { PassResult } from '../pass.ts';
import { soonest } from '../look-again.ts';
import { mergeRotation } from '../rotate/merge-rotation.ts';
import { isTrusted } from './files/from-files.ts';
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
  const mergeMs = outside.program.ships ? await mergeRotation(outside, mergeRequest, judged) : null;
  const nextMs = soonest([againMs ?? null, mergeMs]);
  const now = outside.clock.now().getTime();
  return { again: nextMs === null ? null : new Date(now + nextMs) };
}
