// All that the comment on a merge request can say: filled in by the passes, rendered without looking anywhere.

import type { Target } from '../../resources/address.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { Outcome, Progress } from '../outcome.ts';
import type { Difference, Plan } from '../plan.ts';

export interface Review {
  /** Whose it is; left out: the reconciler's. */
  readonly program?: ProgramName;
  /** The commit that was looked at, in full. */
  readonly head: string;
  readonly condition: Condition;
}

/** Where a merge request stands. */
export type Condition =
  | {
      readonly state: 'planned';
      readonly draft: boolean;
      /** Only those that would change. */
      readonly targets: readonly TargetReview[];
      readonly unchanged: readonly Target[];
      /** Those whose environment could not be looked at: of them nothing may be concluded. */
      readonly unseen?: readonly Unseen[];
      /** The branch belongs to another project, and nobody here has approved this head: the files alone were looked at. */
      readonly filesOnly?: boolean;
    }
  | { readonly state: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly state: 'conflict'; readonly paths: readonly string[] }
  /** Something outside could not be asked. Nothing may be concluded. */
  | { readonly state: 'unknown'; readonly reason: string; readonly hint: string }
  | { readonly state: 'merged'; readonly targets: readonly TargetProgress[] }
  /** Its target is another branch than the one that is deployed. */
  | { readonly state: 'elsewhere'; readonly target: string; readonly deployed: string }
  | { readonly state: 'closed' };

export interface Unseen {
  readonly target: Target;
  /** What happened, and where. */
  readonly reason: string;
}

/** What a mistake in a file is, as `Diagnostic` says it. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly hint: string;
  readonly at: { readonly path: string; readonly line: number; readonly column: number };
}

export interface ReleaseView {
  readonly version: string;
  readonly digest: string;
}

export interface Link {
  /** Any text: it is escaped. */
  readonly text: string;
  /** Http or https; another address is shown as text. */
  readonly url: string;
}

export interface TargetReview {
  readonly target: Target;
  /** What runs now, and what would. Null: nothing. */
  readonly before: ReleaseView | null;
  readonly after: ReleaseView | null;
  readonly strategy: string;
  readonly plan: Plan;
  readonly warnings: readonly Problem[];
  /** What the release brings. */
  readonly commits: Commits;
  /** What differs in the service's own manifest. */
  readonly manifest: readonly Difference[];
  /** Things to know that are no mistake, one sentence each: a tag that has moved, what is soaking. */
  readonly notices: readonly string[];
  readonly completion: Completion | null;
  readonly gates: readonly Gate[];
}

export type Commits =
  | { readonly type: 'none' }
  /** `complete` is false when there are more than these. */
  | {
      readonly type: 'known';
      readonly commits: readonly Commit[];
      readonly complete: boolean;
      readonly compare: Link | null;
    }
  | { readonly type: 'unknown'; readonly reason: string };

export interface Commit {
  readonly sha: string;
  readonly title: string;
  readonly author: string;
  readonly url: string | null;
}

export type Completion =
  /** The bot wrote these fields in a commit on the branch. */
  | { readonly type: 'pushed'; readonly commit: string; readonly fields: readonly string[] }
  /** The bot may not push there: a person writes this text into the file. */
  | {
      readonly type: 'to write';
      readonly path: string;
      readonly yaml: string;
      readonly because: string;
    };

/** What still stands in the way. */
export interface Gate {
  /** What must happen first, in one sentence: `1.4.2 must serve in staging for 30 minutes.` */
  readonly summary: string;
  /** Who or what can clear it: `anyone with merge rights`. Names are shown and never notified. */
  readonly clearedBy: string;
}

export interface TargetProgress {
  readonly target: Target;
  readonly before: ReleaseView | null;
  readonly after: ReleaseView | null;
  readonly progress: readonly Progress[];
  /** Null while under way, or before it has begun. */
  readonly outcome: Outcome | null;
  /** What keeps it from going on, in sentences; null: nothing that has lasted. */
  readonly standstill: string | null;
  /** The version that serves now, where it was observed. */
  readonly serving?: string;
  /** Whether it is taken away. */
  readonly leaving?: boolean;
  /** What people can do once it has ended well, one sentence each. */
  readonly next?: readonly string[];
  /** The merge request that restores the last proven file, once it is open. */
  readonly restore: Link | null;
}
