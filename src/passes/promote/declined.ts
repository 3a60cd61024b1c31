// What people have turned down, read from the forge.

import { promotionBranch } from '../../promotion/branch.ts';
import { promotionIn } from '../../promotion/marker.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';

/** Releases whose promotion a person has closed without merging. One that is open again is not among them. */
export async function declinedReleases(
  outside: Outside,
  target: Target,
): Promise<readonly { readonly version: string; readonly digest: string }[]> {
  const self = await outside.forge.self();
  const source = promotionBranch(target);
  const all = await outside.forge.mergeRequests({ state: 'all', source });
  if (all.some(({ state }) => state === 'open')) return [];
  return all
    .filter(({ state, closedBy }) => state === 'closed' && closedBy !== null && closedBy !== self)
    .flatMap(({ description }) => promotionIn(description) ?? []);
}
