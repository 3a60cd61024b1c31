// Whether a merge request can be merged, asked of Git and remembered for the two commits asked about.

import { countCommits } from '../git/commits.ts';
import { mergeTrees } from '../git/merging.ts';
import { isAncestor } from '../git/refs.ts';
import type { MergeCheck, MergeRequest, Project } from './state.ts';
import type { World } from './world.ts';

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

export const tipOf = (project: Project, branch: string): string | null =>
  project.refs[branchRef(branch)] ?? null;

/** The remembered verdict if it is about the present tips, else null. */
export function knownCheck(project: Project, mr: MergeRequest): MergeCheck | null {
  const fresh =
    mr.check?.source === tipOf(project, mr.source) && mr.check.target === tipOf(project, mr.target);
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
  const source = tipOf(project, mr.source);
  const target = tipOf(project, mr.target);
  if (source === null || target === null) return null;
  const check = { source, target, verdict: await verdict(world, project, { source, target }) };
  Object.assign(mr, { check });
  world.store.save(project);
  world.changed(project);
  return check;
}

/** GitLab's word for why a merge request cannot be merged now, or `mergeable`. */
export function detailedStatus(project: Project, mr: MergeRequest): string {
  if (mr.state !== 'opened') return 'not_open';
  if (tipOf(project, mr.source) === null || tipOf(project, mr.target) === null) {
    return 'commits_status';
  }
  const check = knownCheck(project, mr);
  if (check === null) return 'checking';
  if (check.verdict === 'empty') return 'commits_status';
  if (mr.draft) return 'draft_status';
  if (check.verdict === 'conflict') return 'conflict';
  return check.verdict === 'behind' ? 'need_rebase' : 'mergeable';
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
