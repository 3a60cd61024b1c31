// Service projects that live in memory.

import type { Sha } from '../../ports/forge.ts';
import type { ProjectCommit, Projects } from '../../ports/projects.ts';
import { byText } from '../../resources/text-order.ts';

export interface MemoryCommit extends ProjectCommit {
  readonly files: Readonly<Record<string, string>>;
}

export interface MemoryProject {
  /** Oldest first, each on the one before. */
  readonly commits: readonly MemoryCommit[];
  /** Tags and branches. */
  readonly refs: Readonly<Record<string, Sha>>;
}

const LIMIT = 100;

/** `found` is asked at every call, so that a test can let time pass. */
export function createMemoryProjects(found: (path: string) => MemoryProject | null): Projects {
  return {
    commit: async (project, ref) => {
      const there = found(project);
      const named = there?.refs[ref];
      return named ?? there?.commits.find(({ sha }) => sha === ref)?.sha ?? null;
    },
    files: async (project, folder, at) => {
      const commit = found(project)?.commits.find(({ sha }) => sha === at);
      return Object.entries(commit?.files ?? {})
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, text]) => ({ path, text }))
        .sort((a, b) => byText(a.path, b.path))
        .slice(0, LIMIT);
    },
    commits: async (project, from, to) => {
      const commits = found(project)?.commits ?? [];
      const start = commits.findIndex(({ sha }) => sha === from);
      const end = commits.findIndex(({ sha }) => sha === to);
      if (start < 0 || end < 0) return null;
      return commits
        .slice(start + 1, end + 1)
        .reverse()
        .slice(0, LIMIT)
        .map(({ sha, title, author }) => ({ sha, title, author }));
    },
    url: (project) => `https://forge.invalid/${project}`,
    commitUrl: (project, commit) => `https://forge.invalid/${project}/commits/${commit}`,
    compareUrl: (project, from, to) => `https://forge.invalid/${project}/compare/${from}..${to}`,
  };
}
