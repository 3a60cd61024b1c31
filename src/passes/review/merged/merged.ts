// A merged merge request: how far each of its targets is, until all have ended.

import type { TargetProgress } from '../../../plan/comment/review.ts';
import type { MergeRequest, Sha } from '../../../ports/forge.ts';
import type { Convergence } from '../../../ports/ledger.ts';
import type { Target } from '../../../resources/address.ts';
import { nextSteps } from '../../../provisioner/next-steps.ts';
import { restoreBranch } from '../../../promotion/branch.ts';
import { intentAsked, read } from '../../converge/look.ts';
import type { Outside } from '../../outside.ts';
import type { PassResult } from '../../pass.ts';
import { beforeMerge } from './before-merge.ts';
import { endingOf } from './ending.ts';
import { linkTo } from '../link-to.ts';
import { mention } from '../mention.ts';
import { concernedTargets } from '../files/concerned-targets.ts';
import { publish } from '../publish.ts';
import { standstillOf } from './standstill.ts';
import { releaseBlock } from '../completion/release-block.ts';

/**
 * How soon to look again while a target has not ended: a tenth of the time for which nothing was said, within these.
 * Progress itself asks for a review at once, so what stands still for hours is not asked about every few seconds.
 */
const SOONEST_MS = 3_000;
const LATEST_MS = 60_000;

interface Merge {
  readonly mergeRequest: MergeRequest;
  readonly before: Sha;
  readonly commit: Sha;
}

export async function reviewMerged(
  outside: Outside,
  mergeRequest: MergeRequest,
): Promise<PassResult> {
  const commit = mergeRequest.mergeCommit ?? mergeRequest.head;
  const before = await beforeMerge(outside.repository, mergeRequest);
  const merge = { mergeRequest, before, commit };
  const changes = await outside.repository.changes(before, commit);
  const concerned = await concernedTargets(outside, { base: before, tree: commit, changes });
  const targets: TargetProgress[] = [];
  for (const target of concerned) {
    const progress = await progressOf(outside, merge, target);
    if (progress !== null) targets.push(progress);
  }
  await publish(outside, mergeRequest, {
    head: mergeRequest.head,
    changes,
    condition: { state: 'merged', targets },
  });
  const ended = targets.every(({ outcome }) => outcome !== null);
  return { again: ended ? null : lookAgain(outside.clock.now(), mergeRequest) };
}

/** Our own comment counts as something said, so news are followed closely. */
function lookAgain(now: Date, { updatedAt }: MergeRequest): Date {
  const quietMs = now.getTime() - Date.parse(updatedAt);
  const waitMs = Math.min(LATEST_MS, Math.max(SOONEST_MS, quietMs / 10));
  return new Date(now.getTime() + waitMs);
}

/** Null when the merge asks nothing new of the target. */
async function progressOf(
  outside: Outside,
  merge: Merge,
  target: Target,
): Promise<TargetProgress | null> {
  const intent = await intentAt(outside, merge.commit, target);
  const mergeRequest = merge.mergeRequest.number;
  const asking = { commit: merge.commit, mergeRequest, target, intent };
  const { convergence, outcome } = await endingOf(outside, asking);
  if (convergence === null && intent === (await intentAt(outside, merge.before, target)))
    return null;
  const restore = await restoreOf(outside, target, convergence);
  if (convergence !== null) await mention(outside, merge.mergeRequest, { convergence, restore });
  return {
    target,
    before: await releaseAt(outside, merge.before, target),
    after: await releaseAt(outside, merge.commit, target),
    progress: convergence?.progress ?? [],
    outcome,
    standstill: outcome === null ? await standstillOf(outside, target) : null,
    ...(outside.program.ships ? {} : await provisioningOf(outside, merge.commit, target)),
    restore: linkTo(outside, restore),
  };
}

/** What only the provisioner's comment says. */
async function provisioningOf(
  outside: Outside,
  commit: Sha,
  target: Target,
): Promise<Pick<TargetProgress, 'leaving' | 'next'>> {
  const asked = await read(outside, commit, target);
  if (asked.type !== 'release') return { leaving: asked.type === 'removal' };
  const { deployment, environment } = await outside.desired.target(commit, target);
  // A later environment gets its deployment from a promotion.
  const later = environment?.value.spec.promotesFrom !== undefined;
  if (deployment !== null || later) return {};
  return { next: nextSteps(target, asked.compiled.scope?.vault ?? null) };
}

async function intentAt(outside: Outside, commit: Sha, target: Target): Promise<string> {
  return intentAsked(await read(outside, commit, target));
}

async function releaseAt(outside: Outside, commit: Sha, target: Target) {
  if (!outside.program.ships) return null;
  const { deployment } = await outside.desired.target(commit, target);
  if (deployment === null) return null;
  const { version, digest } = releaseBlock(deployment.value);
  return { version, digest: digest ?? 'unknown' };
}

async function restoreOf(outside: Outside, target: Target, convergence: Convergence | null) {
  if (!outside.program.ships || convergence?.outcome?.type !== 'failed') return null;
  const source = restoreBranch(target);
  const [found = null] = await outside.forge.mergeRequests({ state: 'all', source });
  return found;
}
