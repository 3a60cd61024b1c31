// Passes as durable requests: one row per key, so requests coalesce and one runs at a time.

export type PassName = 'review' | 'converge' | 'promote' | 'watch';

export interface PassKey {
  readonly pass: PassName;
  /** Merge request number, target or environment, as text. */
  readonly key: string;
}

/** A pass that somebody has taken. All writes about it carry the fence, so that a stalled owner can do no harm. */
export interface Lease extends PassKey {
  readonly owner: string;
  /** Counts up with every claim of the key. */
  readonly fence: number;
  /** How often it has failed in a row before this run; a run whose lease ran out counts. */
  readonly failures: number;
  /**
   * 0, unless the run just before ended without a word, since its process died or stalled: then how often that has
   * happened since the pass last went well.
   */
  readonly abandoned: number;
  /** ISO 8601: when the oldest request that this run answers was made. */
  readonly requestedAt: string;
  /** Milliseconds by the store's clock for which it was due before it was taken. */
  readonly waitedMs: number;
  /**
   * How long before this claim the newest request that the run answers was made, in milliseconds by the store's own
   * clock: what was looked at no longer ago than that has seen its reason. A run that comes round by itself, or once
   * more after a failure, answers what the one before it answered.
   */
  readonly askedMsAgo: number;
  /** What set off the oldest request (`currentTrace()` where it was made); null: nothing that anybody named. */
  readonly trace: string | null;
}

export interface QueuedPass extends PassKey {
  readonly state: 'waiting' | 'running' | 'dead';
  /** ISO 8601; null when it runs and nothing new was asked. */
  readonly dueAt: string | null;
  readonly failures: number;
  readonly lastError: string | null;
}

/** How many passes of one kind are in one state. */
export interface Depth {
  readonly pass: PassName;
  /** `due`: could run now. `delayed`: asked for a later time. */
  readonly state: 'due' | 'delayed' | 'running' | 'dead';
  readonly count: number;
  /** Milliseconds by the store's clock for which the longest waiting of those that are due is due; 0 for the others. */
  readonly oldestMs: number;
}

export interface PassRequest extends PassKey {
  /** ISO 8601; left out: now. */
  readonly dueAt?: string;
}

export interface Queue {
  /**
   * Asks for passes. Coalesces with what is waiting (the earlier time wins); a request during a run
   * makes it run once more afterwards. A dead pass that is requested lives again.
   */
  request(requests: readonly PassRequest[]): Promise<void>;
  /**
   * Stores a webhook delivery and what it asks for in one transaction. False: this delivery was seen before
   * and nothing was asked.
   */
  deliver(delivery: string, requests: readonly PassRequest[]): Promise<boolean>;
  /**
   * The due pass that waits longest, whose key nobody runs and whose lane (`laneOf`) is not among `full`; or null.
   * An expired lease is free at once, and the run that held it counts as failed and abandoned.
   */
  claim(owner: string, leaseMs: number, full: readonly string[]): Promise<Lease | null>;
  /** Prolongs. False: the lease is lost, stop. */
  heartbeat(lease: Lease, leaseMs: number): Promise<boolean>;
  /**
   * Ends a run that went well, asking to run again at `again` (ISO 8601) where given. The next run has the trace of
   * this one, except that a watch, which comes round for ever, begins anew. False: the lease was lost.
   */
  complete(lease: Lease, again: string | null): Promise<boolean>;
  /** Ends a run that failed: again at `again`, or dead when null. False: the lease was lost. */
  fail(lease: Lease, error: string, again: string | null): Promise<boolean>;
  /** When the next pass outside of the lanes `full` is due, ISO 8601, or null. */
  nextDue(full: readonly string[]): Promise<string | null>;
  /** What is there, counted: cheap however much there is. Kinds and states of which there are none are left out. */
  depth(): Promise<readonly Depth[]>;
  list(filter: { readonly state: QueuedPass['state'] | 'all' }): Promise<readonly QueuedPass[]>;
}
