// What a sandbox forge remembers. Everything here is plain JSON.

import type { App, RegisteredApp } from './app.ts';
import type { CheckRun, CheckSuite } from './check.ts';
import type { Ruleset } from './ruleset.ts';
import type { Deployment, DeploymentStatus, Environment } from './deployment.ts';

export type * from './check.ts';
export type * from './deployment.ts';

export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly token: string;
  readonly bot: boolean;
}

export interface Position {
  readonly base_sha: string | null;
  readonly start_sha: string | null;
  readonly head_sha: string | null;
  readonly position_type: string;
  readonly old_path: string | null;
  readonly new_path: string | null;
  readonly old_line: number | null;
  readonly new_line: number | null;
}

export interface Award {
  readonly id: number;
  readonly name: string;
  readonly userId: number;
  readonly createdAt: string;
}

export interface Note {
  readonly id: number;
  readonly authorId: number;
  readonly system: boolean;
  readonly internal: boolean;
  readonly createdAt: string;
  readonly discussion: string;
  /** Alone in its thread, as a plain comment is. */
  readonly individual: boolean;
  readonly position: Position | null;
  awards: Award[];
  body: string;
  updatedAt: string;
  resolvedBy: number | null;
}

/** One state of the source branch that the merge request has had. */
export interface Version {
  readonly id: number;
  readonly head: string;
  /** Where source and target parted. */
  readonly base: string;
  /** The target's tip at that time. */
  readonly start: string;
  readonly createdAt: string;
}

/** What Git said about merging exactly these two commits. */
export interface MergeCheck {
  readonly source: string;
  readonly target: string;
  readonly verdict: 'clean' | 'conflict' | 'behind' | 'empty';
  /** The commit of a merge on trial, where the forge makes one. */
  readonly merge?: string;
}

export interface Done {
  readonly userId: number;
  readonly at: string;
}

/** How a merge request's changes came into its target. */
export type MergeMethod = 'merge' | 'squash' | 'rebase' | 'ff';

export interface Review {
  readonly id: number;
  readonly userId: number;
  /** The head that the reviewer saw. */
  readonly commit: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  body: string;
  /** Null while it is pending. */
  submittedAt: string | null;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly authorId: number;
  /** The project that the source branch is in: another one for a fork. */
  readonly sourceProject: number;
  readonly source: string;
  readonly createdAt: string;
  target: string;
  title: string;
  draft: boolean;
  description: string;
  labels: string[];
  assigneeIds: number[];
  reviewerIds: number[];
  state: 'opened' | 'closed' | 'merged';
  updatedAt: string;
  squash: boolean;
  removeSource: boolean;
  head: string;
  versions: Version[];
  check: MergeCheck | null;
  /** Written before the target moves, so that a kill in between cannot lose the merge. */
  merging: {
    readonly commit: string;
    readonly squash: string | null;
    readonly userId: number;
    readonly method: MergeMethod;
  } | null;
  /** Null until it is merged, and where it was merged by a push. */
  method: MergeMethod | null;
  mergeCommit: string | null;
  squashCommit: string | null;
  merged: Done | null;
  closed: Done | null;
  approvals: Done[];
  reviews: Review[];
  awards: Award[];
  notes: Note[];
}

export type StatusState =
  'created' | 'pending' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped';

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly name: string;
  readonly authorId: number;
  readonly createdAt: string;
  readonly pipelineId: number;
  state: StatusState;
  targetUrl: string | null;
  description: string | null;
  coverage: number | null;
  startedAt: string | null;
  finishedAt: string | null;
  retried: boolean;
}

export const hookEvents = ['push', 'tag_push', 'merge_requests', 'note'] as const;
export type HookEvent = (typeof hookEvents)[number];

export interface Hook {
  readonly id: number;
  readonly uuid: string;
  readonly createdAt: string;
  url: string;
  token: string;
  /** `whsec_…`; empty or absent: nothing is signed. */
  signingToken?: string;
  name: string;
  events: HookEvent[];
}

/** A merge request that waits in the merge queue. */
export interface QueueEntry {
  readonly id: number;
  readonly iid: number;
  readonly userId: number;
  readonly target: string;
  readonly enqueuedAt: string;
  /** The head that was put into the queue. */
  readonly sourceHead: string;
  /** The commit below it: the target's tip, or the head of the entry before it. Null until it has a branch. */
  base: string | null;
  /** What the target would become. */
  head: string | null;
  /** `gh-readonly-queue/…`, without `refs/heads/`. */
  branch: string | null;
}

export interface ProtectedBranch {
  readonly id: number;
  readonly name: string;
  readonly push: number;
  readonly merge: number;
  /** Names of the checks that must have passed before anything is merged into it. */
  readonly checks?: readonly string[];
}

export interface Project {
  readonly id: number;
  readonly path: string;
  readonly createdAt: string;
  /** Shas of the commits that the project was made with, in the order given. */
  readonly seeded: readonly string[];
  /** The project that this one was made from. */
  readonly forkOf: number | null;
  description: string;
  defaultBranch: string;
  members: Record<string, number>;
  mergeMethod: 'merge' | 'ff';
  lastActivityAt: string;
  protectedBranches: ProtectedBranch[];
  /** Branches and tags as last seen; what differs from the repository has not been acted on yet. */
  refs: Record<string, string>;
  mergeRequests: MergeRequest[];
  statuses: Status[];
  hooks: Hook[];
  environments: Environment[];
  deployments: Deployment[];
  deploymentStatuses: DeploymentStatus[];
  checkSuites: CheckSuite[];
  checkRuns: CheckRun[];
  /** Merging goes through the queue. */
  mergeQueue: boolean;
  /** Nothing in it may be changed. */
  archived: boolean;
  /** How the queue merges. */
  queueMethod: MergeMethod;
  rulesets: Ruleset[];
  /** In the order in which they will be merged. */
  queue: QueueEntry[];
}

/** What is not any one project's. */
export interface Root {
  port: number | null;
  /** Ids below this may have been given out. */
  reservedIds: number;
  readonly cookieKey: string;
  readonly group: number;
  users: User[];
  /** Where the forge has such; absent in the state of an older sandbox. */
  app?: App;
  registered?: readonly RegisteredApp[];
}
