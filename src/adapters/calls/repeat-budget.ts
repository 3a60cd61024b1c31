// Repeats of a host are at most a small share of the requests made there.

/** What a host may be asked again at once, before anything is known of it. */
const BURST = 10;
/** Every request earns so much of a repeat: when all fail, load grows by a fifth and not fourfold. */
const EARNED = 0.2;
const HOSTS = 1_000;

export interface RepeatBudget {
  requested(host: string): void;
  /** True: go on, and one repeat is used up. */
  take(host: string): boolean;
}

export function createRepeatBudget(): RepeatBudget {
  const left = new Map<string, number>();
  const set = (host: string, tokens: number): void => {
    // Newest last, so that the host that was not asked for longest is forgotten.
    left.delete(host);
    left.set(host, tokens);
    const [oldest] = left.keys();
    if (left.size > HOSTS && oldest !== undefined) left.delete(oldest);
  };
  return {
    requested(host) {
      set(host, Math.min(BURST, (left.get(host) ?? BURST) + EARNED));
    },
    take(host) {
      const tokens = left.get(host) ?? BURST;
      if (tokens < 1) return false;
      set(host, tokens - 1);
      return true;
    },
  };
}
