// Merging as the bot.

import type { MergeAnswer, Sha } from '../../ports/forge.ts';
import { refusal, REFUSED_MERGE } from '../forge/refused-merge.ts';
import type { LoadClient } from './client.ts';
import { find } from './merge-requests.ts';

/** https://docs.gitlab.com/api/merge_requests/#merge-a-merge-request; 401 is said of who may not merge this one. */
const REFUSALS = [401, ...REFUSED_MERGE];

export async function merge(
  client: LoadClient,
  project: string,
  { number, head }: { readonly number: number; readonly head: Sha },
): Promise<MergeAnswer> {
  const { mergeRequests } = await client();
  const refused = await refusal(
    () => mergeRequests.merge(project, number, { sha: head, shouldRemoveSourceBranch: true }),
    REFUSALS,
  );
  if (refused === null) return { type: 'merged' };
  // An answer that was lost leaves it merged; a token that is worth nothing says so here.
  const found = await find(client, project, number);
  if (found?.state === 'merged') return { type: 'merged' };
  return { type: 'refused', because: refused === '' ? 'GitLab does not merge it' : refused };
}
