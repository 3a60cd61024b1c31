// Ends a request that takes too long: as a whole, or because too little moves.

export interface Deadline {
  readonly signal: AbortSignal;
  /** So many bytes moved; enough of them, and the time to be quiet starts anew. */
  moved(bytes: number): void;
  /** True when it was this deadline that ended the request, and not the caller. */
  passed(): boolean;
  done(): void;
}

export interface Limits {
  /** Milliseconds in which at least `leastBytes` must move. */
  readonly quietMs: number;
  readonly leastBytes: number;
  /** Milliseconds for everything, or null for what may be large. */
  readonly wholeMs: number | null;
  /** Told once, when the time is over. */
  readonly onLate: () => void;
}

export function startDeadline(limits: Limits, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let late = false;
  let moved = 0;
  const end = (): void => {
    late = true;
    limits.onLate();
    controller.abort();
  };
  const quiet = setTimeout(end, limits.quietMs);
  const whole = limits.wholeMs === null ? undefined : setTimeout(end, limits.wholeMs);
  return {
    // Follows the caller's signal without a listener on it: one pass makes many requests at once.
    signal: AbortSignal.any([outer, controller.signal]),
    moved(bytes) {
      moved += bytes;
      if (moved < limits.leastBytes) return;
      moved = 0;
      quiet.refresh();
    },
    passed: () => late,
    done() {
      clearTimeout(quiet);
      clearTimeout(whole);
    },
  };
}
