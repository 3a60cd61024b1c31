// Pull requests: found, listed, opened, edited.

import { listOf, recordOf, textIn } from '../forge/answer.ts';
import type { MergeRequest, MergeRequestFilter, Sha } from '../../ports/forge.ts';
import { orNull, refusedWith } from '../forge/mishap.ts';
import type { ProposalKeeping } from '../forge/proposing.ts';
import { intoDefaultBranch, mergeRequestFrom } from './answers.ts';
import type { Project } from './octokit.ts';
import { wholeSecond } from './whole-second.ts';

/** A SHA that nothing has is no valid one. */
export const UNKNOWN_COMMIT = [404, 422];

/** Issues share the numbers, and are none. */
export async function find({ octokit, at }: Project, number: number): Promise<MergeRequest | null> {
  const { rest } = await octokit();
  const answer = await orNull(() => rest.pulls.get({ ...at, pull_number: number }));
  return answer && mergeRequestFrom(answer.data);
}

export async function list(
  { octokit, at }: Project,
  { state, source, updatedAfter }: MergeRequestFilter,
): Promise<readonly MergeRequest[]> {
  const { paginate, rest } = await octokit();
  const since = updatedAfter === undefined ? null : wholeSecond(updatedAfter);
  const asked = {
    ...at,
    state: state === 'merged' ? 'closed' : state,
    sort: since === null ? 'created' : 'updated',
    direction: 'desc',
    per_page: 100,
    ...(source === undefined ? {} : { head: `${at.owner}:${source}` }),
  } as const;
  const found: MergeRequest[] = [];
  for await (const { data } of paginate.iterator(rest.pulls.list, asked)) {
    const page = listOf(data).map(mergeRequestFrom);
    const fresh = page.filter(({ updatedAt }) => since === null || Date.parse(updatedAt) >= since);
    found.push(...fresh);
    if (fresh.length < page.length) break;
  }
  return found
    .filter((each) => state === 'all' || each.state === state)
    .filter((each) => source === undefined || (each.sameProject && each.source === source))
    .sort((a, b) => b.number - a.number);
}

/** The one whose merge it is goes first, then the one merged first. */
export async function mergedAs(
  { octokit, at }: Project,
  commit: Sha,
): Promise<MergeRequest | null> {
  const { rest } = await octokit();
  const asked = { ...at, commit_sha: commit, per_page: 100 };
  const answer = await orNull(
    () => rest.repos.listPullRequestsAssociatedWithCommit(asked),
    UNKNOWN_COMMIT,
  );
  if (answer === null) return null;
  const merged = listOf(answer.data)
    .filter(intoDefaultBranch)
    .map(mergeRequestFrom)
    .filter(({ state }) => state === 'merged')
    .sort((a, b) => a.number - b.number);
  return merged.find(({ mergeCommit }) => mergeCommit === commit) ?? merged[0] ?? null;
}

/** Heads of the merge queue's branches, which bear the number; github.com/orgs/community/discussions/46757 has examples. */
export async function candidates(
  { octokit, at }: Project,
  number: number,
): Promise<readonly Sha[]> {
  const { rest } = await octokit();
  const answer = await rest.git.listMatchingRefs({ ...at, ref: 'heads/gh-readonly-queue/' });
  return listOf(answer.data)
    .map(recordOf)
    .filter((found) => QUEUED.exec(textIn(found, 'ref'))?.[1] === String(number))
    .map((found) => textIn(recordOf(found['object']), 'sha') as Sha);
}

const QUEUED = /\/pr-(\d+)-[0-9a-f]+$/;

export function proposals(project: Project): ProposalKeeping {
  const { octokit, at } = project;
  return {
    find: async ({ branch, target }) => {
      const open = await list(project, { state: 'open', source: branch });
      return open.find((each) => each.target === target) ?? null;
    },
    create: async ({ branch, target, title, body }) => {
      const { rest } = await octokit();
      const asked = { ...at, head: branch, base: target, title, body };
      return mergeRequestFrom((await rest.pulls.create(asked)).data);
    },
    edit: async (number, { title, body }) => {
      const { rest } = await octokit();
      const answer = await rest.pulls.update({ ...at, pull_number: number, title, body });
      return mergeRequestFrom(answer.data);
    },
    taken: (error) => refusedWith(error, 422, 'already exists'),
  };
}
