// Whether a pull request can be merged, in GitHub's words.

import { mergeTrees } from '../../forge/git/merging.ts';
import { pinRef } from '../../forge/git/refs.ts';
import { writeCommit } from '../../forge/git/trees.ts';
import { protection } from '../../forge/model/access.ts';
import { checkMerge, knownCheck } from '../../forge/model/mergeability.ts';
import type { MergeRequest, Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { contextsOf } from '../../forge/model/contexts.ts';

export interface MergeState {
  /** Null while it is not known. */
  readonly mergeable: boolean | null;
  /** `mergeable_state`: https://docs.github.com/graphql/reference/enums#mergestatestatus */
  readonly word: 'unknown' | 'dirty' | 'draft' | 'blocked' | 'unstable' | 'clean';
  /** The test merge while it is open, then what the base was moved to. */
  readonly commit: string | null;
}

/** As far as it is known now. */
export function mergeState(project: Project, mr: MergeRequest): MergeState {
  const commit =
    mr.state === 'merged'
      ? (mr.mergeCommit ?? mr.squashCommit ?? mr.head)
      : (mr.check?.merge ?? null);
  const check = mr.state === 'opened' ? knownCheck(project, mr) : null;
  if (check?.verdict === 'conflict') return { mergeable: false, word: 'dirty', commit };
  if (check?.merge === undefined) return { mergeable: null, word: 'unknown', commit };
  return { mergeable: true, word: wordFor(project, mr), commit };
}

/** Merges on trial, as GitHub does in the background once somebody asks. The ref is GitHub's too. */
export async function testMerge(world: World, project: Project, mr: MergeRequest): Promise<void> {
  const trial =
    trials.get(mr) ?? tryMerge(world, project, mr).finally(() => void trials.delete(mr));
  trials.set(mr, trial);
  await trial;
}

/** Two who ask at once get the one commit that the ref names. */
const trials = new WeakMap<MergeRequest, Promise<void>>();

async function tryMerge(world: World, project: Project, mr: MergeRequest): Promise<void> {
  const check = await checkMerge(world, project, mr);
  if (check === null || check.merge !== undefined) return;
  const repository = world.store.repository(project);
  const merged = await mergeTrees(repository, check.target, check.source);
  if (merged.kind !== 'clean') return;
  const author = world.store.user(mr.authorId);
  const merge = await writeCommit(repository, {
    tree: merged.tree,
    parents: [check.target, check.source],
    message: `Merge ${check.source} into ${check.target}`,
    author,
    at: world.now(),
  });
  await pinRef(repository, `refs/pull/${mr.iid}/merge`, merge);
  if (mr.check !== check) return;
  mr.check = { ...check, merge };
  world.store.save(project);
}

function wordFor(project: Project, mr: MergeRequest): MergeState['word'] {
  if (mr.draft) return 'draft';
  const contexts = contextsOf(project, mr.head);
  const required = protection(project, mr.target)?.checks ?? [];
  if (required.some((name) => contexts.get(name) !== 'success')) return 'blocked';
  return [...contexts.values()].every((state) => state === 'success') ? 'clean' : 'unstable';
}
