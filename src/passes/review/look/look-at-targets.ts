// The plan of targets at a tree, against what runs.

import type { TargetReview, Unseen } from '../../../plan/comment/review.ts';
import { planEmpty } from '../../../plan/state.ts';
import { Failure } from '../../../ports/failure.ts';
import { scopeOf } from '../../../documents/scope.ts';
import type { Sha } from '../../../ports/forge.ts';
import type { Target } from '../../../resources/address.ts';
import type { Observed } from '../../../resources/resource.ts';
import { intentAsked, read } from '../../converge/look.ts';
import { lookAgainMs } from '../../look-again.ts';
import type { Outside } from '../../outside.ts';
import { lookClosely } from './look-closely.ts';
import { manifestDifferences } from '../manifest-differences.ts';
import { type Answer, type Look, observeTargets } from './observe-targets.ts';
import { seenInDropped } from './seen-in-dropped.ts';
import { running } from './running.ts';

export interface LookedAt {
  readonly targets: readonly TargetReview[];
  /** Targets whose plan is empty. */
  readonly unchanged: readonly Target[];
  /** Targets that could not be looked at, while others could. */
  readonly unseen: readonly Unseen[];
  /** In how many milliseconds it is worth looking again without being asked, or null. */
  readonly againMs: number | null;
}

export interface Between {
  readonly base: Sha;
  readonly tree: string;
  readonly targets: readonly Target[];
}

type Reading = Pick<Outside, 'desired' | 'program' | 'providers'>;

/**
 * Reads only. A target whose documents cannot stand is left out: `problemsOf` says why. An environment that cannot be
 * looked at keeps no other waiting and hides no other; where none can, the Failure is thrown.
 */
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
  const together = await observeTargets(reading.providers, looks, signal);
  const closely = await lookClosely(reading.providers, { looks, seen: together }, signal);
  const beside = await seenInDropped(reading, { named: between.base, looks }, signal);
  const seen = new Map(
    looks.map(({ target, scope }) => [
      target,
      both(target, closely.get(target) ?? [], beside.get(scope.environment) ?? []),
    ]),
  );
  const failures = [...seen.values()].filter((answer) => answer instanceof Failure);
  const [first] = failures;
  if (first !== undefined && failures.length === looks.length) throw first;
  const targets: TargetReview[] = [];
  const unchanged: Target[] = [];
  const unseen: Unseen[] = [];
  for (const look of looks) {
    const { target } = look;
    const observed = seen.get(target) ?? [];
    if (observed instanceof Failure) {
      unseen.push({ target, reason: observed.message });
      continue;
    }
    const review = await reviewOf(reading, between, { look, observed });
    if (planEmpty(review.plan)) unchanged.push(target);
    else targets.push(review);
  }
  return { targets, unchanged, unseen, againMs: lookAgainMs(failures) };
}

/** What a target has where its environment is, and where it was; seen in part it counts as not seen. */
function both(target: Target, here: Answer, before: Answer): Answer {
  if (here instanceof Failure || before instanceof Failure) {
    return here instanceof Failure ? here : before;
  }
  const known = new Set(here.map(({ address }) => address));
  return [...here, ...before.filter((one) => one.target === target && !known.has(one.address))];
}

async function lookAt(reading: Reading, tree: string, target: Target): Promise<Look | null> {
  const asked = await read(reading, tree, target);
  const { environment } = await reading.desired.target(tree, target);
  if (asked.type === 'unusable' || environment === null) return null;
  return { target, asked, scope: scopeOf(environment.value, target) };
}

async function reviewOf(
  { desired, program }: Reading,
  { base, tree }: Between,
  { look, observed }: { look: Look; observed: readonly Observed[] },
): Promise<TargetReview> {
  const { target, asked } = look;
  const { plan } = program.plan({ target, asked, observed, intent: intentAsked(asked) }, []);
  const manifestAt = async (treeish: string) =>
    program.ships
      ? (await desired.target(treeish, target)).deployment?.value.release.manifest?.spec
      : undefined;
  const compiled = asked.type === 'release' ? asked.compiled : null;
  const release = compiled?.release ?? null;
  return {
    target,
    before: running(observed),
    after: release === null ? null : { version: release.version, digest: release.digest },
    strategy: compiled?.strategy ?? '',
    plan,
    warnings: compiled?.warnings ?? [],
    commits: { type: 'none' },
    manifest: manifestDifferences((await manifestAt(base)) ?? {}, (await manifestAt(tree)) ?? {}),
    notices: [],
    completion: null,
    gates: [],
  };
}
