// Merging as the bot.

import type { MergeAnswer, Sha } from '../../ports/forge.ts';
import { refusal, REFUSED_MERGE } from '../forge/refused-merge.ts';
import { find } from './merge-requests.ts';
import type { Project } from './octokit.ts';

/** In this order: a repository may allow any of them. */
const METHODS = ['merge', 'squash', 'rebase'] as const;

/** https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request */
export async function merge(
  project: Project,
  { number, head }: { readonly number: number; readonly head: Sha },
): Promise<MergeAnswer> {
  const { rest } = await project.octokit();
  let because = 'GitHub does not merge it';
  for (const method of METHODS) {
    const asked = { ...project.at, pull_number: number, sha: head, merge_method: method };
    const refused = await refusal(() => rest.pulls.merge(asked), REFUSED_MERGE);
    if (refused === null) return { type: 'merged' };
    because = refused === '' ? because : refused;
    if (!NOT_THIS_WAY.test(refused)) break;
  }
  // An answer that was lost leaves it merged.
  const found = await find(project, number);
  return found?.state === 'merged' ? { type: 'merged' } : { type: 'refused', because };
}

/** `Merge commits are not allowed on this repository.` */
const NOT_THIS_WAY = /not allowed on this repository/i;
