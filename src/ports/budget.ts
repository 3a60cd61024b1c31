// How many writes a project and region may take, shared by all replicas.

export interface Limit {
  /** How many come back in a minute; more than 0. */
  readonly perMinute: number;
  /** How many may go at once after a quiet time; 1 or more. */
  readonly burst: number;
}

export interface Budget {
  /**
   * Takes one write now and answers 0, or takes nothing and answers in how many milliseconds one is there, at most
   * a minute divided by `perMinute`. Names share nothing. Replicas whose clocks differ agree, for only the store's
   * clock counts. Throws a Failure when the store cannot be asked.
   */
  take(name: string, limit: Limit): Promise<number>;
}
