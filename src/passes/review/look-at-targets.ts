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
/** Targets of one environment that are looked at together; each has an image that is asked for alone. */
const AT_ONCE = 50;

/** Reads only. A target whose documents cannot stand is left out: `problemsOf` says why. */
export async function lookAtTargets(
  reading: Reading,
  between: Between,
  signal: AbortSignal,
): Promise<LookedAt> {
  await reading.desired.prepare(between.base, between.targets);
  await reading.desired.prepare(between.tree, between.targets);
  const asked = await Promise.all(
    between.targets.map((target) => lookAt(reading, between.tree, target)),
  );
  const looks = asked.filter((look) => look !== null);
  const observed = await observeAll(reading, looks, signal);
  const targets: TargetReview[] = [];
  const unchanged: Target[] = [];
  for (const look of looks) {
    const seen = observed.get(look.target) ?? [];
    const review = await reviewOf(reading, between, { look, observed: seen });
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

async function observeAll(
  { providers }: Reading,
  looks: readonly Look[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Target, readonly Observed[]>> {
  const byTarget = new Map<Target, Observed[]>(looks.map(({ target }) => [target, []]));
  const wide = looks.length > WIDE;
  for (const together of wide ? inEnvironments(looks) : looks.map((look) => [look])) {
    const [first] = together;
    if (first === undefined) continue;
    const wanted = together.flatMap(({ asked }) =>
      asked.type === 'release' ? asked.compiled.resources : [],
    );
    const scope = wide ? { ...first.scope, workload: null } : first.scope;
    const own = new Set(together.map(({ target }) => target));
    for (const seen of await observe(providers, { scope, wanted }, signal)) {
      if (own.has(seen.target)) byTarget.get(seen.target)?.push(seen);
    }
  }
  return byTarget;
}

/** Those of one environment beside one another, in groups that are not too large. */
function inEnvironments(looks: readonly Look[]): readonly (readonly Look[])[] {
  const groups: Look[][] = [];
  const open = new Map<string, Look[]>();
  for (const look of looks) {
    const { environment } = look.scope;
    const group = open.get(environment);
    if (group !== undefined && group.length < AT_ONCE) group.push(look);
    else {
      const begun = [look];
      open.set(environment, begun);
      groups.push(begun);
    }
  }
  return groups;
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
