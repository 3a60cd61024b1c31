// The append-only record of what each target received, when, from which merge request, with which outcome.

import type { Outcome, Progress } from '../plan/outcome.ts';
import type { Target } from '../resources/address.ts';
import type { Digest } from '../resources/kinds.ts';
import type { DeploymentState, Sha } from './forge.ts';

export interface ReleaseRecord {
  readonly version: string;
  readonly image: string;
  readonly digest: Digest;
  readonly commit: string | null;
}

/** One converging of a target to one intent: the fold of its entries. */
export interface Convergence {
  readonly id: number;
  readonly target: Target;
  readonly intent: string;
  /** The GitOps commit that it was read at. */
  readonly commit: Sha;
  readonly mergeRequest: number | null;
  /** Null: the target's file was removed. */
  readonly release: ReleaseRecord | null;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly progress: readonly Progress[];
  /** Names of the revisions that this converging has made. */
  readonly tried: readonly string[];
  /** What the forge's deployment record was last told; null: nothing yet. */
  readonly recorded: DeploymentState | null;
  /** Null while under way. */
  readonly outcome: Outcome | null;
  readonly endedAt: string | null;
}

export type NewConvergence = Pick<
  Convergence,
  'target' | 'intent' | 'commit' | 'mergeRequest' | 'release'
>;

/** How many targets of one environment stand so after their newest converging. */
export interface Tally {
  readonly environment: string;
  readonly state: Outcome['type'] | 'under way';
  readonly count: number;
}

export interface Ledger {
  /** Begins a converging; one of the same target that is still under way ends as superseded by `by`. */
  begin(start: NewConvergence, by: string): Promise<Convergence>;
  /** Records the name before the revision is made. */
  tried(id: number, revision: string): Promise<void>;
  progressed(id: number, progress: readonly Progress[]): Promise<void>;
  ended(id: number, outcome: Outcome): Promise<Convergence>;
  /** Remembers what the forge's deployment record says now. */
  recorded(id: number, state: DeploymentState): Promise<void>;
  latest(target: Target): Promise<Convergence | null>;
  /** Newest first. */
  history(target: Target, limit: number): Promise<readonly Convergence[]>;
  /** The newest of each target. */
  all(): Promise<readonly Convergence[]>;
  /** Counts what `all` would list. */
  tally(): Promise<readonly Tally[]>;
  /** Remembers which digest a version was first seen as; an earlier memory stays. */
  pin(image: string, version: string, digest: Digest, commit: string | null): Promise<void>;
  pinned(image: string, version: string): Promise<{ digest: Digest; commit: string | null } | null>;
  /** The commit of the default branch that resync last compared to the end, or null. */
  resynced(): Promise<Sha | null>;
  setResynced(commit: Sha): Promise<void>;
}
