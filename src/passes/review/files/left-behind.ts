// What a change of an environment's rules leaves running where nobody looks any more.

import { observe } from '../../../engine/observe.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Target } from '../../../resources/address.ts';
import { scopeOf } from '../../../documents/scope.ts';
import { lookAgainMs } from '../../look-again.ts';
import type { Outside } from '../../outside.ts';

export interface LeftBehind {
  readonly notices: readonly string[];
  /** In how many milliseconds it can be told, where it could not be now; else null. */
  readonly againMs: number | null;
}

/** One sentence for each place; none while project and regions stay. */
export async function leftBehind(
  { desired, providers }: Pick<Outside, 'desired' | 'providers'>,
  { base, tree, target }: { base: string; tree: string; target: Target },
  signal: AbortSignal,
): Promise<LeftBehind> {
  const environment = (await desired.target(base, target)).environment?.value;
  const after = (await desired.target(tree, target)).environment?.value.spec.runtime;
  if (environment === undefined || after === undefined) return NOTHING;
  const before = environment.spec.runtime;
  const moved = before.project !== after.project;
  const dropped = before.regions.filter((region) => moved || !after.regions.includes(region));
  if (dropped.length === 0) return NOTHING;
  const scope = scopeOf(environment, target);
  const there = { ...scope, runtime: { ...scope.runtime, regions: dropped } };
  const seen = await unlessAway(() => observe(providers, { scope: there, wanted: [] }, signal));
  if (seen instanceof Failure) {
    const notice = `Whether something is left running is not known: ${seen.message}`;
    return { notices: [notice], againMs: lookAgainMs([seen]) };
  }
  const notices = seen
    .filter(({ kind, owned }) => kind === 'Service' && owned)
    .map(
      ({ region }) =>
        `${target} is left running in ${region} (${before.project}): with this change Runway no longer looks there. ` +
        'Take the region out of the manifest first and wait until it is deleted there, or remove it by hand.',
    );
  return { notices, againMs: null };
}

const NOTHING: LeftBehind = { notices: [], againMs: null };

/** A place that cannot be looked at hides nothing else of the plan. */
async function unlessAway<T>(look: () => Promise<T>): Promise<T | Failure> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error;
  }
}
