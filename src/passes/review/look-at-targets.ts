// The plan of targets at a tree, against what runs.

import { observe } from '../../engine/observe.ts';
import type { TargetReview } from '../../plan/comment/review.ts';
import { planEmpty } from '../../plan/state.ts';
import type { Scope } from '../../resources/scope.ts';
import { scopeOf } from '../../reconciler/scope.ts';
import type { Target } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import { type Asked, intentAsked, read } from '../converge/look.ts';
import { planSituation } from '../converge/plan-situation.ts';
import type { Outside } from '../outside.ts';
import { manifestDifferences } from './manifest-differences.ts';
import { running } from './running.ts';

export interface LookedAt {
  readonly targets: readonly TargetReview[];
  /** Targets whose plan is empty. */
  readonly unchanged: readonly Target[];
}

export interface Between {
  readonly base: string;
  readonly tree: string;
  readonly targets: readonly Target[];
}

type Reading = Pick<Outside, 'desired' | 'providers'>;

interface Look {
  readonly target: Target;
  readonly asked: Asked;
  readonly scope: Scope;
}

/** From here on one listing of the environment is cheaper than one look for each target. */
const WIDE = 5;

/** Reads only. A target whose documents cannot stand is left out: `problemsOf` says why. */
export async function lookAtTargets(
  reading: Reading,
  between: Between,
  signal: AbortSignal,
): Promise<LookedAt> {
  const looks = await Promise.all(
    between.targets.map((target) => lookAt(reading, between.tree, target)),
  );
  const wide = looks.length > WIDE;
  const targets: TargetReview[] = [];
  const unchanged: Target[] = [];
  for (const look of looks) {
    if (look === null) continue;
    const observed = await observeTarget(reading, look, { wide, signal });
    const review = await reviewOf(reading, between, { look, observed });
    if (planEmpty(review.plan)) unchanged.push(look.target);
    else targets.push(review);
  }
  return { targets, unchanged };
}

async function lookAt(reading: Reading, tree: string, target: Target): Promise<Look | null> {
  const asked = await read(reading, tree, target);
  const { environment } = await reading.desired.target(tree, target);
  if (asked.type === 'unusable' || environment === null) return null;
  return { target, asked, scope: scopeOf(environment.value, target) };
}

async function observeTarget(
  { providers }: Reading,
  { target, asked, scope }: Look,
  { wide, signal }: { wide: boolean; signal: AbortSignal },
): Promise<readonly Observed[]> {
  const wanted = asked.type === 'release' ? asked.compiled.resources : [];
  const where = wide ? { ...scope, workload: null } : scope;
  const observed = await observe(providers, { scope: where, wanted }, signal);
  return observed.filter((seen) => seen.target === target);
}

async function reviewOf(
  { desired }: Reading,
  { base, tree }: Between,
  { look, observed }: { look: Look; observed: readonly Observed[] },
): Promise<TargetReview> {
  const { target, asked } = look;
  const { plan } = planSituation({ target, asked, observed, intent: intentAsked(asked) }, []);
  const before = (await desired.target(base, target)).deployment?.value.release.manifest;
  const after = (await desired.target(tree, target)).deployment?.value.release.manifest;
  const compiled = asked.type === 'release' ? asked.compiled : null;
  return {
    target,
    before: running(observed),
    after:
      compiled === null
        ? null
        : { version: compiled.release.version, digest: compiled.release.digest },
    strategy: compiled?.strategy ?? '',
    plan,
    warnings: compiled?.warnings ?? [],
    commits: { type: 'none' },
    manifest: manifestDifferences(before?.spec ?? {}, after?.spec ?? {}),
    notices: [],
    completion: null,
    gates: [],
  };
}
