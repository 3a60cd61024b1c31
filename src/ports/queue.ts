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
  /** How often it has failed in a row before this run. */
  readonly failures: number;
  /** ISO 8601: when the oldest request that this run answers was made. */
  readonly requestedAt: string;
}

export interface QueuedPass extends PassKey {
  readonly state: 'waiting' | 'running' | 'dead';
  /** ISO 8601; null when it runs and nothing new was asked. */
  readonly dueAt: string | null;
  readonly failures: number;
  readonly lastError: string | null;
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
  /** The due pass that waits longest and whose key nobody runs, or null. An expired lease is free. */
  claim(owner: string, leaseMs: number): Promise<Lease | null>;
  /** Prolongs. False: the lease is lost, stop. */
  heartbeat(lease: Lease, leaseMs: number): Promise<boolean>;
  /** Ends a run that went well, asking to run again at `again` (ISO 8601) where given. False: the lease was lost. */
  complete(lease: Lease, again: string | null): Promise<boolean>;
  /** Ends a run that failed: again at `again`, or dead when null. False: the lease was lost. */
  fail(lease: Lease, error: string, again: string | null): Promise<boolean>;
  /** When the next pass is due, ISO 8601, or null. */
  nextDue(): Promise<string | null>;
  list(filter: { readonly state: QueuedPass['state'] | 'all' }): Promise<readonly QueuedPass[]>;
}
