// Who stands behind a merge request, and behind which head of it.

import {
  listOf,
  numberIn,
  optionalRecord,
  optionalText,
  recordOf,
  textIn,
  type Answer,
} from '../forge/answer.ts';
import type { Approval, Sha } from '../../ports/forge.ts';
import { orNull } from '../forge/mishap.ts';
import { mergeRequestFrom } from './answers.ts';
import type { LoadClient } from './client.ts';

/** Developer: who may push to branches that are not protected. https://docs.gitlab.com/api/members/ */
const MAY_PUSH = 30;

/**
 * GitLab keeps with an approval when it was given, and no commit. So it counts for the head that was there at that time:
 * who approves a page from before a push that has just arrived approves what was pushed, unless the project takes
 * approvals back with every push. GitLab tells the time since 2025; where it does not, no approval counts.
 * https://docs.gitlab.com/api/merge_request_approvals/, https://gitlab.com/gitlab-org/gitlab/-/merge_requests/204605
 */
export async function approvalsOf(
  client: LoadClient,
  project: string,
  number: number,
): Promise<readonly Approval[]> {
  const { approvals, mergeRequests } = await client();
  const given = await orNull(() =>
    approvals.showConfiguration(project, { mergerequestIId: number }),
  );
  const all = given === null ? [] : listOf(recordOf(given)['approved_by']).flatMap(givenBy);
  if (all.length === 0) return [];
  const { author } = mergeRequestFrom(await mergeRequests.show(project, number));
  const heads = listOf(await mergeRequests.allDiffVersions(project, number)).map(headFrom);
  const found: Approval[] = [];
  for (const { by, id, at } of all.sort((a, b) => a.at - b.at)) {
    const commit = headAt(heads, at);
    if (by === author || commit === null) continue;
    found.push({ by, commit, member: await mayPush(client, project, id) });
  }
  return found;
}

interface Given {
  readonly by: string;
  readonly id: number;
  /** Milliseconds. */
  readonly at: number;
}

function givenBy(value: unknown): readonly Given[] {
  const answer = recordOf(value);
  const at = timeIn(answer, 'approved_at');
  const user = optionalRecord(answer, 'user');
  if (Number.isNaN(at) || Object.keys(user).length === 0) return [];
  return [{ by: textIn(user, 'username'), id: numberIn(user, 'id'), at }];
}

interface Head {
  readonly commit: Sha;
  /** Milliseconds. */
  readonly since: number;
}

function headFrom(value: unknown): Head {
  const answer = recordOf(value);
  return {
    commit: textIn(answer, 'head_commit_sha') as Sha,
    since: timeIn(answer, 'created_at'),
  };
}

/** The newest of those that were there by then. */
function headAt(heads: readonly Head[], at: number): Sha | null {
  const [newest] = heads.filter(({ since }) => since <= at).sort((a, b) => b.since - a.since);
  return newest?.commit ?? null;
}

/** Not a number where there is none. */
function timeIn(answer: Answer, key: string): number {
  return Date.parse(optionalText(answer, key) ?? '');
}

/** Through a group too. Whoever is blocked or gone may not. */
async function mayPush(client: LoadClient, project: string, id: number): Promise<boolean> {
  const { members } = await client();
  const answer = await orNull(() => members.show(project, id, { includeInherited: true }));
  if (answer === null) return false;
  const member = recordOf(answer);
  return numberIn(member, 'access_level') >= MAY_PUSH && member['state'] === 'active';
}
