// What we read of service projects on the forge.

import type { Sha } from './forge.ts';

export interface ProjectCommit {
  readonly sha: Sha;
  readonly title: string;
  readonly author: string;
}

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** `project` is a path such as `acme/checkout`. A missing project or ref is null; being denied is a Failure. */
export interface Projects {
  /** The commit that a tag, branch or SHA names. */
  commit(project: string, ref: string): Promise<Sha | null>;
  /** All files below a folder at a commit, at most 100; empty when there is no such folder. */
  files(project: string, folder: string, commit: Sha): Promise<readonly ProjectFile[]>;
  /** What `to` has and `from` has not, newest first, at most 100; null when they cannot be compared. */
  commits(project: string, from: Sha, to: Sha): Promise<readonly ProjectCommit[] | null>;
  /** Where a person can read it. */
  url(project: string): string;
  /** Where a person can read one commit. */
  commitUrl(project: string, commit: string): string;
  /** Where a person can read what `to` has and `from` has not. */
  compareUrl(project: string, from: string, to: string): string;
}
