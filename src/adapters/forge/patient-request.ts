// One request to somebody outside who may be slow, busy or away for a moment.

export interface PatientRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Bytes of a good answer; a larger one is a mishap. 64 MiB when left out. */
  readonly mostBytes?: number;
  /** Milliseconds that an answer asks us to wait in another way than by `Retry-After`, or null. */
  readonly restMs?: (answer: Omit<PatientAnswer, 'retryAfterMs'>) => number | null;
}

export interface PatientAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds that the answer asks us to wait. */
  readonly retryAfterMs: number | null;
}

/**
 * There is one deadline for everything. Reads are repeated at most twice within it, where asking again soon may help;
 * writes never, since they may have been done. While a host has asked for rest or is silent, nothing is sent to it.
 * Nothing is followed to another host. Refusals are answers; throws a MishapError where there is none.
 */
export type PatientFetch = (request: PatientRequest) => Promise<PatientAnswer>;
