// Whether a merge request can be merged, asked of Git and remembered for the two commits asked about.

import { countCommits } from '../git/commits.ts';
import { mergeTrees } from '../git/merging.ts';
import { isAncestor } from '../git/refs.ts';
import type { MergeCheck, MergeRequest, Project } from './state.ts';
import type { World } from './world.ts';

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

export const tipOf = (project: Project, branch: string): string | null =>
  project.refs[branchRef(branch)] ?? null;

/** Where the source branch is now; for a branch of another project, where it was last seen. */
const sourceTip = (project: Project, mr: MergeRequest): string | null =>
  mr.sourceProject === project.id ? tipOf(project, mr.source) : mr.head;

/** Why a merge request cannot be merged now. */
export type Obstacle =
  | 'not open'
  /** Its source or its target is. */
  | 'branch gone'
  /** Nobody has asked Git yet. */
  | 'unknown'
  | 'nothing to merge'
  | 'draft'
  | 'conflict'
  /** Only fast-forward merges are allowed. */
  | 'behind'
  /** What must pass first has not. */
  | 'checks'
  /** The merge queue alone merges into this branch. */
  | 'queue';

/** The remembered verdict if it is about the present tips, else null. */
export function knownCheck(project: Project, mr: MergeRequest): MergeCheck | null {
  const fresh =
    mr.check?.source === sourceTip(project, mr) && mr.check.target === tipOf(project, mr.target);
  return fresh ? mr.check : null;
}

/** Asks Git about the present tips. Null when a branch is missing. */
export async function checkMerge(
  world: World,
  project: Project,
  mr: MergeRequest,
): Promise<MergeCheck | null> {
  const known = knownCheck(project, mr);
  if (known !== null) return known;
  const source = sourceTip(project, mr);
  const target = tipOf(project, mr.target);
  if (source === null || target === null) return null;
  const check = { source, target, verdict: await verdict(world, project, { source, target }) };
  Object.assign(mr, { check });
  world.store.save(project);
  world.changed(project);
  return check;
}

/** As far as it is known; what a forge asks for besides is in its rules. */
export function obstacle(project: Project, mr: MergeRequest): Obstacle | null {
  if (mr.state !== 'opened') return 'not open';
  if (sourceTip(project, mr) === null || tipOf(project, mr.target) === null) return 'branch gone';
  const check = knownCheck(project, mr);
  if (check === null) return 'unknown';
  if (check.verdict === 'empty') return 'nothing to merge';
  if (mr.draft) return 'draft';
  return check.verdict === 'clean' ? null : check.verdict;
}

async function verdict(
  world: World,
  project: Project,
  { source, target }: { source: string; target: string },
): Promise<MergeCheck['verdict']> {
  const repository = world.store.repository(project);
  if ((await countCommits(repository, `${target}..${source}`)) === 0) return 'empty';
  const merged = await mergeTrees(repository, target, source);
  if (merged.kind === 'conflict') return 'conflict';
  const mustFollow =
    project.mergeMethod === 'ff' && !(await isAncestor(repository, target, source));
  return mustFollow ? 'behind' : 'clean';
}
