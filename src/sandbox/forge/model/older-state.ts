// Reads what an older sandbox has kept.

import type { MergeRequest, Project } from './state.ts';

type Kept<T, New extends keyof T> = Omit<T, New> & Partial<Pick<T, New>>;

type KeptMergeRequest = Kept<MergeRequest, 'sourceProject' | 'draft' | 'method' | 'reviews'>;

type NewInProject =
  | 'forkOf'
  | 'deploymentStatuses'
  | 'checkSuites'
  | 'checkRuns'
  | 'mergeQueue'
  | 'queueMethod'
  | 'rulesets'
  | 'archived'
  | 'queue';

type KeptProject = Omit<Kept<Project, NewInProject>, 'mergeRequests'> & {
  mergeRequests: KeptMergeRequest[];
};

/** A project with the members that were not kept at that time. */
export function filledIn(kept: unknown): Project {
  const project = kept as KeptProject;
  return {
    forkOf: null,
    deploymentStatuses: [],
    checkSuites: [],
    checkRuns: [],
    mergeQueue: false,
    queueMethod: 'merge',
    rulesets: [],
    archived: false,
    queue: [],
    ...project,
    mergeRequests: project.mergeRequests.map((mr) => ({
      sourceProject: project.id,
      // Only GitLab's merge requests were kept without it, and there the title says so.
      draft: /^\s*(\[draft\]|draft:|\(draft\))/i.test(mr.title),
      method: null,
      reviews: [],
      ...mr,
    })),
  };
}
