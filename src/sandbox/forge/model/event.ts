// What happens in a project, in nobody's format: each forge tells it in its own webhooks.

import type {
  CheckRun,
  CheckSuite,
  Deployment,
  DeploymentStatus,
  MergeRequest,
  Note,
  QueueEntry,
  Review,
  User,
} from './state.ts';

/** Previous and current values by the name of what was edited. */
export type Changes = Readonly<
  Record<string, { readonly previous: unknown; readonly current: unknown }>
>;

export type MergeRequestChange =
  | { readonly what: 'opened' }
  | { readonly what: 'edited'; readonly changes: Changes }
  | { readonly what: 'draft changed' }
  | { readonly what: 'pushed to'; readonly before: string }
  | { readonly what: 'closed' }
  | { readonly what: 'reopened' }
  | { readonly what: 'merged' }
  | { readonly what: 'approved' }
  | { readonly what: 'unapproved' }
  | { readonly what: 'enqueued' }
  | { readonly what: 'dequeued'; readonly reason: DequeueReason };

export type DequeueReason = 'merged' | 'checks failed' | 'conflict' | 'taken out' | 'moved';

export type NoteChange =
  | { readonly what: 'added' }
  | { readonly what: 'edited'; readonly before: string }
  | { readonly what: 'deleted' };

export type CheckRunChange =
  | { readonly what: 'created' }
  | { readonly what: 'completed' }
  | { readonly what: 'rerequested' }
  | { readonly what: 'action requested'; readonly identifier: string };

export type MergeGroupChange =
  | { readonly what: 'checks requested' }
  | { readonly what: 'destroyed'; readonly reason: 'merged' | 'invalidated' | 'dequeued' };

/** `user` is who did it. */
export type ForgeEvent = { readonly user: User } & (
  | {
      readonly kind: 'push';
      /** A branch or tag by full name. */
      readonly ref: string;
      /** Forty zeros for what was not there, or is gone. */
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: 'merge request';
      readonly mr: MergeRequest;
      readonly change: MergeRequestChange;
    }
  | {
      readonly kind: 'note';
      readonly mr: MergeRequest;
      readonly note: Note;
      readonly change: NoteChange;
    }
  | {
      readonly kind: 'review';
      readonly mr: MergeRequest;
      readonly review: Review;
      readonly what: 'submitted' | 'edited' | 'dismissed';
    }
  | { readonly kind: 'check run'; readonly run: CheckRun; readonly change: CheckRunChange }
  | {
      readonly kind: 'check suite';
      readonly suite: CheckSuite;
      readonly what: 'requested' | 'completed' | 'rerequested';
    }
  | { readonly kind: 'deployment'; readonly deployment: Deployment }
  | {
      readonly kind: 'deployment status';
      readonly deployment: Deployment;
      readonly status: DeploymentStatus;
    }
  | { readonly kind: 'merge group'; readonly entry: QueueEntry; readonly change: MergeGroupChange }
);
