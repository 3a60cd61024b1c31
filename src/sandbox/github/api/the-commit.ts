// The commit that a request means by a sha, a branch or a tag.

import { resolveCommit } from '../../forge/git/refs.ts';
import { tipOf } from '../../forge/model/mergeability.ts';
import type { Call } from './call.ts';
import { noCommit, notFound } from './errors.ts';

/** `main`, `heads/main`, `refs/heads/main`, `tags/v1`, or a sha. Refuses with 422 what there is not. */
export async function commitOf({ repository }: Call, ref: string): Promise<string> {
  const sha = await resolveCommit(repository, ref);
  if (sha === null) throw noCommit(ref);
  return sha;
}

/** A full sha and nothing else. */
export async function exactCommit(call: Call, sha: string): Promise<string> {
  if (!/^[0-9a-f]{40}$/.test(sha)) throw noCommit(sha);
  return commitOf(call, sha);
}

/** The commit that a parameter names, or the default branch's. Refuses with 404. */
export async function namedCommit(
  { input, project, repository }: Call,
  parameter: string,
): Promise<string> {
  const name = input.text(parameter) ?? project.defaultBranch;
  const sha = await resolveCommit(repository, name);
  if (sha === null) throw notFound(`No commit found for the ref ${name}`);
  return sha;
}

/** The tip of a branch that must be there. */
export function branchTip({ project }: Call, branch: string): string {
  const tip = tipOf(project, branch);
  if (tip === null) throw notFound('Branch not found');
  return tip;
}
