// GitLab's words for whether a merge request can be merged: https://docs.gitlab.com/api/merge_requests/#merge-status

import { obstacle, type Obstacle } from '../../forge/model/mergeability.ts';
import type { MergeRequest, Project } from '../../forge/model/state.ts';

const words: Readonly<Record<Obstacle, string>> = {
  'not open': 'not_open',
  'branch gone': 'commits_status',
  unknown: 'checking',
  'nothing to merge': 'commits_status',
  draft: 'draft_status',
  conflict: 'conflict',
  behind: 'need_rebase',
  checks: 'ci_must_pass',
  queue: 'blocked_status',
};

/** Why it cannot be merged now, or `mergeable`. */
export function detailedStatus(project: Project, mr: MergeRequest): string {
  const found = obstacle(project, mr);
  return found === null ? 'mergeable' : words[found];
}
