// Who has approved a merge request, as GitLab's JSON shows it. No approval is ever required here.

import { levels } from '../../../forge/model/access.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Call } from '../call.ts';
import { mergeRequestBrief } from './merge-request.ts';
import { userById } from './people.ts';

export function approvals(
  { world, project, user, level }: Call,
  mr: MergeRequest,
): Record<string, unknown> {
  const mine = mr.approvals.some(({ userId }) => userId === user.id);
  return {
    ...mergeRequestBrief(project, mr),
    merge_status: 'can_be_merged',
    approved: true,
    approvals_required: 0,
    approvals_left: 0,
    approved_by: mr.approvals.map(({ userId, at }) => ({
      user: userById(world, userId),
      approved_at: at,
    })),
    user_has_approved: mine,
    user_can_approve: !mine && level >= levels.developer,
  };
}
