// How long is waited, and how often something is tried.

export interface Timing {
  /** A request in which fewer than `leastBytes` move for so long is given up. Milliseconds. */
  readonly quietMs: number;
  readonly leastBytes: number;
  /** Milliseconds for one request that carries no blob, its answer included. */
  readonly wholeMs: number;
  /** Milliseconds after which a request that carries no blob is not repeated any more. */
  readonly patienceMs: number;
  /** How often a step is tried in all. */
  readonly attempts: number;
  /** How often a broken download of one blob is carried on. */
  readonly resumes: number;
  /** The first pause is up to this long, each following one up to twice as long. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** A registry that asks for more patience than this is left for a later pass. */
  readonly longestRetryAfterMs: number;
}

export const usualTiming: Timing = {
  quietMs: 60_000,
  // Some 17 KB a second: less is no download but somebody who keeps a place of the worker taken.
  leastBytes: 1024 * 1024,
  wholeMs: 20_000,
  patienceMs: 30_000,
  attempts: 4,
  resumes: 8,
  pauseMs: 300,
  longestPauseMs: 5_000,
  longestRetryAfterMs: 20_000,
};
