// The commits of the service project that a release brings.

import type { TargetDocuments } from '../../documents/target-documents.ts';
import type { Commits } from '../../plan/comment/review.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';

const SHOWN = 20;

export function commitsBetween(
  outside: Pick<Outside, 'projects'>,
  before: TargetDocuments,
  after: TargetDocuments,
): Promise<Commits> {
  return commitsOf(outside, {
    project: after.workload?.value.spec.project,
    from: before.deployment?.value.release.commit,
    to: after.deployment?.value.release.commit,
  });
}

/** Nice to know, so a service project that cannot be read makes it unknown and stops nothing. */
export async function commitsOf(
  { projects }: Pick<Outside, 'projects'>,
  range: {
    readonly project: string | undefined;
    readonly from: string | undefined;
    readonly to: string | undefined;
  },
): Promise<Commits> {
  const { project, from, to } = range;
  if (from === undefined || to === undefined || project === undefined || from === to) {
    return { type: 'none' };
  }
  try {
    const commits = await projects.commits(project, from as Sha, to as Sha);
    return commits === null
      ? { type: 'unknown', reason: `${project} cannot compare the two commits` }
      : known(projects.url(project), { from, to, commits });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { type: 'unknown', reason: error.message };
  }
}

function known(
  url: string,
  range: {
    readonly from: string;
    readonly to: string;
    readonly commits: readonly { sha: string; title: string; author: string }[];
  },
): Commits {
  const { from, to, commits } = range;
  if (commits.length === 0) return { type: 'none' };
  return {
    type: 'known',
    commits: commits.slice(0, SHOWN).map(({ sha, title, author }) => ({
      sha,
      title,
      author,
      url: `${url}/-/commit/${sha}`,
    })),
    complete: commits.length <= SHOWN,
    compare: { text: 'compare', url: `${url}/-/compare/${from}...${to}` },
  };
}
