// What the provisioner has made in regions that an environment has no more: to be removed like all that nobody wants.

import { observe } from '../../engine/observe.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import type { Outside } from '../outside.ts';

/**
 * `named` is a commit whose history has the regions; what the scope has now is not among the answers. A region that
 * Google does not let anybody look at is none, such as one that was misspelt once.
 */
export async function observeDropped(
  { desired, providers }: Pick<Outside, 'desired' | 'providers'>,
  { named, scope }: { readonly named: Sha; readonly scope: Scope },
  signal: AbortSignal,
): Promise<readonly Observed[]> {
  const ahead = providers.filter(({ kinds }) => kinds.includes('ParkedService'));
  if (ahead.length === 0) return [];
  const once = await desired.regionsNamed(named, scope.environment);
  const dropped = [...once].filter((region) => !scope.runtime.regions.includes(region));
  const seen = await Promise.all(
    dropped.map((region) => {
      const there = { ...scope, runtime: { ...scope.runtime, regions: [region] } };
      return unlessNone(() => observe(ahead, { scope: there, wanted: [] }, signal), signal);
    }),
  );
  return seen.flat().filter(({ region }) => region !== null && dropped.includes(region));
}

async function unlessNone(
  look: () => Promise<readonly Observed[]>,
  signal: AbortSignal,
): Promise<readonly Observed[]> {
  try {
    return await look();
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure) || error.retry === 'later') throw error;
    return [];
  }
}
