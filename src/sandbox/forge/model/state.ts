// What the sandbox GitLab remembers. Everything here is plain JSON.

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
}

export interface Done {
  readonly userId: number;
  readonly at: string;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly authorId: number;
  readonly source: string;
  readonly createdAt: string;
  target: string;
  title: string;
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
  } | null;
  mergeCommit: string | null;
  squashCommit: string | null;
  merged: Done | null;
  closed: Done | null;
  approvals: Done[];
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

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  externalUrl: string | null;
  tier: string;
  state: 'available' | 'stopped';
  updatedAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly iid: number;
  readonly environmentId: number;
  readonly ref: string;
  readonly tag: boolean;
  readonly sha: string;
  readonly userId: number;
  readonly createdAt: string;
  status: string;
  updatedAt: string;
}

export interface ProtectedBranch {
  readonly id: number;
  readonly name: string;
  readonly push: number;
  readonly merge: number;
}

export interface Project {
  readonly id: number;
  readonly path: string;
  readonly createdAt: string;
  /** Shas of the commits that the project was made with, in the order given. */
  readonly seeded: readonly string[];
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
}

/** What is not any one project's. */
export interface Root {
  port: number | null;
  /** Ids below this may have been given out. */
  reservedIds: number;
  readonly cookieKey: string;
  readonly group: number;
  users: User[];
}
