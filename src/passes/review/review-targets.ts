// The plan of every target that a merge request concerns, with what the release brings.

import type { TargetDocuments } from '../../documents/target-documents.ts';
import type { TargetReview } from '../../plan/comment/review.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Target } from '../../resources/address.ts';
import { soonest } from '../look-again.ts';
import type { Outside } from '../outside.ts';
import { commitsBetween } from './commits.ts';
import type { BranchCompletion } from './completion/complete-branch.ts';
import { type LookedAt, lookAtTargets } from './look/look-at-targets.ts';
import { leftBehind } from './files/left-behind.ts';
import type { Proposed } from './proposed.ts';
import { provisionedWithIt, WAITS_FOR_PROVISIONING } from './files/provisioned-with-it.ts';
import { NOT_REHEARSED, type Rehearsal, rehearsal } from './look/rehearsal.ts';

/** To rehearse a service is a write request for each region, and those are few a minute. */
const REHEARSED = 5;
/** All else, such as whether rights are there, is asked by some reads for each target. */
const CHECKED = 50;

export async function reviewTargets(
  outside: Outside,
  { proposed, completion }: { proposed: Proposed; completion: BranchCompletion },
  signal: AbortSignal,
): Promise<LookedAt> {
  const looked = await lookAtTargets(outside, proposed, signal);
  const { targets } = looked;
  const asking = askedOf(outside, targets.length);
  const enriched = await Promise.all(
    targets.map((review) => enrich(outside, review, { proposed, completion, asking, signal })),
  );
  const againMs = soonest([looked.againMs, ...enriched.map((it) => it.againMs)]);
  return { ...looked, targets: enriched.map(({ review }) => review), againMs };
}

async function enrich(
  outside: Outside,
  review: TargetReview,
  at: {
    proposed: Proposed;
    completion: BranchCompletion;
    asking: readonly Provider[];
    signal: AbortSignal;
  },
): Promise<{ readonly review: TargetReview; readonly againMs: number | null }> {
  const { proposed, completion, signal } = at;
  const { target } = review;
  const before = await outside.desired.target(proposed.base, target);
  const after = await outside.desired.target(proposed.tree, target);
  const rehearsed = await rehearsalOf(outside, target, { ...at, before, after });
  const { commits, ...found } = await commitsBetween(outside, before, after);
  const left = await leftBehind(outside, { ...proposed, target }, signal);
  return {
    againMs: soonest([rehearsed.againMs, found.againMs, left.againMs]),
    review: {
      ...review,
      commits,
      notices: [...(completion.notices.get(target) ?? []), ...left.notices, ...rehearsed.notices],
      gates: [...review.gates, ...rehearsed.gates],
      completion: completion.completions.get(target) ?? null,
    },
  };
}

async function rehearsalOf(
  outside: Outside,
  target: Target,
  at: {
    proposed: Proposed;
    asking: readonly Provider[];
    signal: AbortSignal;
    before: TargetDocuments;
    after: TargetDocuments;
  },
): Promise<Rehearsal> {
  if (provisionedWithIt(target, at)) return WAITS_FOR_PROVISIONING;
  if (at.asking.length === 0) return NOT_REHEARSED;
  const asked = { desired: outside.desired, program: outside.program, providers: at.asking };
  return rehearsal(asked, { tree: at.proposed.tree, target }, at.signal);
}

/** Whoever is asked what would be refused, where so many targets are reviewed. */
function askedOf({ providers }: Outside, targets: number): readonly Provider[] {
  if (targets <= REHEARSED) return providers;
  return targets <= CHECKED ? providers.filter(({ kinds }) => !kinds.includes('Service')) : [];
}
