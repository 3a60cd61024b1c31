// Commit statuses.

import type { Project, Status } from './state.ts';

/** The newest of each name and ref for a commit, oldest first. */
export function latestStatuses(project: Project, sha: string): Status[] {
  return project.statuses.filter((status) => status.sha === sha && !status.retried);
}
