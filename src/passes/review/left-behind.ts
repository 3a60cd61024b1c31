// What a change of an environment's rules leaves running where nobody looks any more.

import { observe } from '../../engine/observe.ts';
import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';
import { scopeOf } from '../../reconciler/scope.ts';
import type { Outside } from '../outside.ts';

/** One sentence for each place; none while project and regions stay. */
export async function leftBehind(
  { desired, providers }: Pick<Outside, 'desired' | 'providers'>,
  { base, tree, target }: { base: string; tree: string; target: Target },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const environment = (await desired.target(base, target)).environment?.value;
  const after = (await desired.target(tree, target)).environment?.value.spec.runtime;
  if (environment === undefined || after === undefined) return [];
  const before = environment.spec.runtime;
  const moved = before.project !== after.project;
  const dropped = before.regions.filter((region) => moved || !after.regions.includes(region));
  if (dropped.length === 0) return [];
  const scope = scopeOf(environment, target);
  const there = { ...scope, runtime: { ...scope.runtime, regions: dropped } };
  const seen = await unlessAway(() => observe(providers, { scope: there, wanted: [] }, signal));
  if (typeof seen === 'string') return [seen];
  return seen
    .filter(({ kind, owned }) => kind === 'Service' && owned)
    .map(
      ({ region }) =>
        `${target} is left running in ${region} (${before.project}): with this change Runway no longer looks there. ` +
        'Take the region out of the manifest first and wait until it is deleted there, or remove it by hand.',
    );
}

/** A place that cannot be looked at hides nothing else of the plan. */
async function unlessAway<T>(look: () => Promise<T>): Promise<T | string> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `Whether something is left running is not known: ${error.message}`;
  }
}
