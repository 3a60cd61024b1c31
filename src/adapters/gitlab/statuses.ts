// Commit statuses: the plan and what stands in the way, in one line each.

import type { CommitStatus, MergeRequest, Sha } from '../../ports/forge.ts';
import { listOf } from '../forge/answer.ts';
import { refusedWith } from '../forge/mishap.ts';
import { statusFrom } from './answers.ts';
import type { StatusAnswer } from './answers.ts';
import type { LoadClient } from './client.ts';

type State = 'pending' | 'running' | 'success' | 'failed';

const STATES = { pending: 'pending', passed: 'success', failed: 'failed' } as const;

export async function writeStatus(
  client: LoadClient,
  project: string,
  { head, mergeRequest, status }: { head: Sha; mergeRequest: MergeRequest; status: CommitStatus },
): Promise<void> {
  const { commits } = await client();
  const answer = await commits.allStatuses(project, head, { name: status.context });
  const newest = newestOf(listOf(answer).map(statusFrom), status.context);
  if (newest !== null && says(newest, status)) return;
  try {
    await commits.editStatus(project, head, stateAfter(newest, status), {
      ref: mergeRequest.source,
      name: status.context,
      description: status.summary,
      ...(status.url === null ? {} : { targetUrl: status.url }),
    });
  } catch (error) {
    // GitLab has it in that state already and will not say it in other words.
    if (!refusedWith(error, 400, 'Cannot transition status')) throw error;
  }
}

function newestOf(statuses: readonly StatusAnswer[], name: string): StatusAnswer | null {
  return statuses
    .filter((status) => status.name === name)
    .reduce<StatusAnswer | null>((a, b) => (a === null || b.id > a.id ? b : a), null);
}

function says(there: StatusAnswer, { state, summary, url }: CommitStatus): boolean {
  const sameState =
    there.state === STATES[state] || (state === 'pending' && there.state === 'running');
  return sameState && there.summary === summary && there.url === url;
}

/** GitLab refuses pending after pending, even with another text; `running` is as undecided, and it accepts that. */
function stateAfter(newest: StatusAnswer | null, { state }: CommitStatus): State {
  return state === 'pending' && newest?.state === 'pending' ? 'running' : STATES[state];
}
