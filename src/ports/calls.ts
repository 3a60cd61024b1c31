// What every adapter tells of its requests, and asks before it burdens another host with more.

export interface Call {
  /** Host name, with the port where it is not the usual one. Never a path, never a credential. */
  readonly host: string;
  /** `OK` or gRPC's name of the status; the HTTP status as text; `timeout`, `no connection` or `failed`. */
  readonly code: string;
  /** Milliseconds from sending to the end of the answer's head, or to the failure. */
  readonly ms: number;
}

/**
 * A party is whoever fails or throttles as one: a host, or one project and region behind a host.
 * Nothing here waits, and nothing throws.
 */
export interface Calls {
  /** Told once for every request that left, however it ended, repeats included. */
  ended(call: Call): void;
  /**
   * Whether the host may be burdened with a repeat now. Repeats are few beside the requests made there; a yes counts
   * as one. Waiting for what the other side asked for comes on top and is the caller's.
   */
  mayRepeat(host: string): boolean;
  /** The party asked for rest, or did not answer in time: it is left alone for `ms` milliseconds. */
  leaveAlone(party: string, ms: number): void;
  /**
   * Milliseconds for which the party is to be left alone; 0: ask it now. Once the time is over a single caller is
   * told 0, and the others wait for what it finds.
   */
  restMs(party: string): number;
  /** The party answered: whoever waits for it may ask. */
  answered(party: string): void;
}
