// The GitOps repository, read from the object store; never a work tree.

import type { Sha } from './forge.ts';

export interface Entry {
  readonly path: string;
  /** Git's mode: `100644`, `100755`, `120000` for a symlink, `160000` for a submodule. */
  readonly mode: string;
  readonly blob: string;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
}

export interface Change {
  readonly path: string;
  /** Null: absent on that side. */
  readonly before: Entry | null;
  readonly after: Entry | null;
}

export type MergeResult =
  | { readonly type: 'tree'; readonly tree: string }
  /** `paths` are in conflict. */
  | { readonly type: 'conflict'; readonly paths: readonly string[] };

/** `treeish` is a commit or a tree. Every method throws a Failure (RUNWAY_GIT_FAILED) when Git does. */
export interface Repository {
  /**
   * Brings all branches up to date with the forge. Calls at the same time share one fetch. With `maxAgeMs`
   * nothing is done if the last fetch began no longer ago than that.
   */
  fetch(maxAgeMs?: number): Promise<void>;
  /** The tip of a branch as of the last fetch, or null. */
  head(branch: string): Promise<Sha | null>;
  /** What merging would give, in memory. */
  mergeResult(target: Sha, source: Sha): Promise<MergeResult>;
  /** What differs below `inventory/` and `environments/`, renames as a removal and an addition. */
  changes(before: string, after: string): Promise<readonly Change[]>;
  /** Everything below `inventory/` and `environments/`. */
  list(treeish: string): Promise<readonly Entry[]>;
  /** One path each: its entry, or null when absent. */
  entries(treeish: string, paths: readonly string[]): Promise<ReadonlyMap<string, Entry | null>>;
  /** Contents by blob id. */
  read(blobs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  contains(commit: Sha, ancestor: Sha): Promise<boolean>;
  mergeBase(a: Sha, b: Sha): Promise<Sha | null>;
  parent(commit: Sha): Promise<Sha | null>;
  /** The newest commit on the first-parent line of `commit` that changed one of these paths, or null. */
  lastChange(commit: Sha, paths: readonly string[]): Promise<Sha | null>;
  /** Commits in `to` that are not in `from`, newest first, with the author's name and the whole message. */
  log(from: Sha, to: Sha): Promise<readonly LogEntry[]>;
}

export interface LogEntry {
  readonly sha: Sha;
  readonly author: string;
  readonly authorEmail: string;
  readonly message: string;
}

/** What a commit would hold. */
export interface Draft {
  /** The new commit's only parent. */
  readonly parent: Sha;
  /** New text by path; null removes the file. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly message: string;
}

export interface CommitRequest extends Draft {
  readonly branch: string;
  /**
   * What the branch must be when the push arrives: a commit, or null for absent.
   * Equal to `parent` for a plain addition; another commit when a branch of ours is made anew.
   */
  readonly expected: Sha | null;
}

export interface Branches {
  /** Commits as the bot and pushes. RUNWAY_GIT_REJECTED (retry later) when the branch was not as expected, (never) when we may not push. */
  commit(request: CommitRequest): Promise<Sha>;
  /** The same commit, kept here and pushed nowhere: for planning what we may not push. */
  draft(draft: Draft): Promise<Sha>;
}
