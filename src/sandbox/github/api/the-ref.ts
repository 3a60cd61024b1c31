// What a request names: a commit, a branch.

import { resolveCommit } from '../../forge/git/refs.ts';
import { tipOf } from '../../forge/model/mergeability.ts';
import type { Call } from './call.ts';
import { notFound } from './errors.ts';

/** The commit that a parameter names, or the default branch's. Refuses with 404. */
export async function namedCommit(
  { input, project, repository }: Call,
  parameter: string,
): Promise<string> {
  const name = input.text(parameter) ?? project.defaultBranch;
  const short = name.replace(/^refs\//, '').replace(/^(?:heads|tags)\//, '');
  const sha = (await resolveCommit(repository, name)) ?? (await resolveCommit(repository, short));
  if (sha === null) throw notFound(`No commit found for the ref ${name}`);
  return sha;
}

/** The tip of a branch that must be there. */
export function branchTip({ project }: Call, branch: string): string {
  const tip = tipOf(project, branch);
  if (tip === null) throw notFound('Branch not found');
  return tip;
}
