// What people have turned down, read from the forge.

import { promotionBranch } from '../../promotion/branch.ts';
import { promotionIn } from '../../promotion/marker.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';

interface Release {
  readonly version: string;
  readonly digest: string;
}

/**
 * Of the promotions of this release, those that a person has closed without merging; none while one is open again. Most
 * of a target's closed promotions were of other releases, and nobody is asked who closed those.
 */
export async function declinedReleases(
  { forge }: Outside,
  target: Target,
  release: Release,
): Promise<readonly Release[]> {
  const self = await forge.self();
  const source = promotionBranch(target);
  const all = await forge.mergeRequests({ state: 'all', source });
  if (all.some(({ state }) => state === 'open')) return [];
  const declined: Release[] = [];
  for (const { number, state, description } of all) {
    const offered = promotionIn(description);
    if (state !== 'closed' || offered === null || !same(offered, release)) continue;
    const by = await forge.closedBy(number);
    if (by !== null && by !== self) declined.push(offered);
  }
  return declined;
}

function same(a: Release, b: Release): boolean {
  return a.version === b.version && a.digest === b.digest;
}
