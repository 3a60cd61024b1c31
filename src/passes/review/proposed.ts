// What a merge request proposes: the default branch, the head, and what merging them gives.

import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Change } from '../../ports/repository.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { concernedTargets } from './files/concerned-targets.ts';

export interface Proposed {
  readonly mergeRequest: MergeRequest;
  readonly base: Sha;
  readonly head: Sha;
  readonly tree: string;
  readonly changes: readonly Change[];
  readonly targets: readonly Target[];
}

/** The merge result and what it changes, or the paths in conflict. */
export async function propose(
  outside: Outside,
  mergeRequest: MergeRequest,
  head: Sha,
): Promise<Proposed | string[]> {
  const { repository, settings } = outside;
  const base = await repository.head(settings.defaultBranch);
  if (base === null) throw new Error(`the branch ${settings.defaultBranch} does not exist`);
  const merged = await repository.mergeResult(base, head);
  if (merged.type === 'conflict') return [...merged.paths];
  const changes = await repository.changes(base, merged.tree);
  const targets = await concernedTargets(outside, { base, tree: merged.tree, changes });
  return { mergeRequest, base, head, tree: merged.tree, changes, targets };
}
