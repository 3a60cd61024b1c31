// The commits of the service project that a release brings.

import type { TargetDocuments } from '../../documents/target-documents.ts';
import type { Commits } from '../../plan/comment/review.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Projects } from '../../ports/projects.ts';
import { lookAgainMs } from '../look-again.ts';
import type { Outside } from '../outside.ts';

const SHOWN = 20;

export interface FoundCommits {
  readonly commits: Commits;
  /** In how many milliseconds they can be told, where they could not be now; else null. */
  readonly againMs: number | null;
}

export function commitsBetween(
  outside: Pick<Outside, 'projects'>,
  before: TargetDocuments,
  after: TargetDocuments,
): Promise<FoundCommits> {
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
): Promise<FoundCommits> {
  const { project, from, to } = range;
  if (from === undefined || to === undefined || project === undefined || from === to) {
    return { commits: { type: 'none' }, againMs: null };
  }
  try {
    const found = await projects.commits(project, from as Sha, to as Sha);
    const commits: Commits =
      found === null
        ? { type: 'unknown', reason: `${project} cannot compare the two commits` }
        : known(projects, { project, from, to, commits: found });
    return { commits, againMs: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { commits: { type: 'unknown', reason: error.message }, againMs: lookAgainMs([error]) };
  }
}

function known(
  projects: Projects,
  range: {
    readonly project: string;
    readonly from: string;
    readonly to: string;
    readonly commits: readonly { sha: string; title: string; author: string }[];
  },
): Commits {
  const { project, from, to, commits } = range;
  if (commits.length === 0) return { type: 'none' };
  return {
    type: 'known',
    commits: commits.slice(0, SHOWN).map(({ sha, title, author }) => ({
      sha,
      title,
      author,
      url: projects.commitUrl(project, sha),
    })),
    complete: commits.length <= SHOWN,
    compare: { text: 'compare', url: projects.compareUrl(project, from, to) },
  };
}
