// Merge requests: found, listed, opened, edited.

import type { MergeRequest, MergeRequestFilter, Sha } from '../../ports/forge.ts';
import { listOf } from '../forge/answer.ts';
import { orNull, refusedWith } from '../forge/mishap.ts';
import type { ProposalKeeping } from '../forge/proposing.ts';
import { hasHead, mergeRequestFrom } from './answers.ts';
import type { LoadClient } from './client.ts';

const STATES = { open: 'opened', merged: 'merged', closed: 'closed' } as const;

export async function find(
  client: LoadClient,
  project: string,
  number: number,
): Promise<MergeRequest | null> {
  const { mergeRequests } = await client();
  const answer = await orNull(() => mergeRequests.show(project, number));
  return answer !== null && hasHead(answer) ? mergeRequestFrom(answer) : null;
}

export async function list(
  client: LoadClient,
  project: string,
  { state, source, updatedAfter }: MergeRequestFilter,
): Promise<readonly MergeRequest[]> {
  const { mergeRequests } = await client();
  const answer = await mergeRequests.all({
    projectId: project,
    orderBy: 'created_at',
    sort: 'desc',
    perPage: 100,
    ...(state === 'all' ? {} : { state: STATES[state] }),
    ...(source === undefined ? {} : { sourceBranch: source }),
    ...(updatedAfter === undefined ? {} : { updatedAfter }),
  });
  const found = listOf(answer).filter(hasHead).map(mergeRequestFrom);
  return source === undefined ? found : found.filter(({ sameProject }) => sameProject);
}

/** A commit can belong to several: the one whose merge it is goes first, then the one merged first. */
export async function mergedAs(
  client: LoadClient,
  project: string,
  { commit, into }: { commit: Sha; into: string },
): Promise<number | null> {
  const { commits } = await client();
  const answer = await orNull(() => commits.allMergeRequests(project, commit, { perPage: 100 }));
  if (answer === null) return null;
  const found = listOf(answer)
    .filter(hasHead)
    .map(mergeRequestFrom)
    .filter(({ state, target }) => state === 'merged' && target === into)
    .sort((a, b) => a.number - b.number);
  const exact = found.find(({ mergeCommit }) => mergeCommit === commit);
  return (exact ?? found[0])?.number ?? null;
}

export function proposals(client: LoadClient, project: string): ProposalKeeping {
  return {
    find: async ({ branch, target }) => {
      const { mergeRequests } = await client();
      const answer = await mergeRequests.all({
        projectId: project,
        state: 'opened',
        sourceBranch: branch,
        targetBranch: target,
        perPage: 100,
      });
      const found = listOf(answer).filter(hasHead).map(mergeRequestFrom);
      return found.find((each) => each.sameProject && each.source === branch) ?? null;
    },
    create: async ({ branch, target, title, body }) => {
      const { mergeRequests } = await client();
      const more = { description: body, removeSourceBranch: true };
      return mergeRequestFrom(await mergeRequests.create(project, branch, target, title, more));
    },
    edit: async (number, { title, body }) => {
      const { mergeRequests } = await client();
      const changed = { title, description: body };
      return mergeRequestFrom(await mergeRequests.edit(project, number, changed));
    },
    taken: (error) => refusedWith(error, 409),
  };
}
