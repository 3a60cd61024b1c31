// The pull requests that a commit came or would come with.

import { isAncestor, resolveCommit } from '../../../forge/git/refs.ts';
import { tipOf } from '../../../forge/model/mergeability.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import { latestVersion } from '../../../forge/model/versions.ts';
import { mergeState } from '../../model/merge-state.ts';
import type { Api, Call } from '../call.ts';
import { pullBrief } from '../entities/pull.ts';
import { noCommit } from '../errors.ts';
import { paged } from '../paging.ts';

export function pullsOfCommitRoutes(api: Api): void {
  api.repo('GET', '/commits/:sha/pulls', 'pull_requests', async (call) => {
    const wanted = call.input.text('sha') ?? '';
    const sha = await resolveCommit(call.repository, wanted);
    if (sha === null) throw noCommit(wanted);
    const found = await bringing(call, sha);
    return paged(call, found).map((mr) => pullBrief({ ...call, mr }));
  });
}

/** https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit */
async function bringing(call: Call, sha: string): Promise<MergeRequest[]> {
  const { project, repository } = call;
  const main = tipOf(project, project.defaultBranch);
  const landed = main !== null && (await isAncestor(repository, sha, main));
  const found: MergeRequest[] = [];
  for (const mr of project.mergeRequests) {
    if (mr.state === 'closed' || (landed && mr.state !== 'merged')) continue;
    if (await brings(call, mr, sha)) found.push(mr);
  }
  return found;
}

async function brings(
  { project, repository }: Call,
  mr: MergeRequest,
  sha: string,
): Promise<boolean> {
  const { base, head, start } = latestVersion(mr);
  const within = async (from: string, to: string): Promise<boolean> =>
    (await isAncestor(repository, sha, to)) && !(await isAncestor(repository, sha, from));
  if (await within(base, head)) return true;
  const { commit } = mergeState(project, mr);
  if (mr.state !== 'merged' || commit === null) return false;
  return mr.method === 'rebase' ? within(start, commit) : sha === commit;
}
