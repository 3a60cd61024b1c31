// How often each has asked: by the hour, and what they wrote by the minute.

export interface Limits {
  /** Requests an hour, for each who asks. */
  readonly perHour: number;
  /** Requests a minute that write into a repository, for each who asks; null: as many as they like. */
  readonly writesPerMinute: number | null;
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const usualLimits: Limits = { perHour: 5000, writesPerMinute: null };

/** As GitHub's `x-ratelimit-…` say it. */
export interface Standing {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

export interface Counts {
  standing(key: string, limit: number): Standing;
  /** Counts one more, unless there is none left: then false. */
  take(key: string, limit: number): boolean;
  /** One that was counted does not count after all. */
  giveBack(key: string): void;
  /** Milliseconds until one more may be written; 0: now, and it is counted. */
  write(key: string, limit: number): number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Kept in memory: everybody begins anew after a restart. */
export function createCounts(now: () => number): Counts {
  const hours = new Map<string, { used: number; readonly end: number }>();
  const writes = new Map<string, readonly number[]>();
  const hourOf = (key: string) => {
    const known = hours.get(key);
    if (known !== undefined && known.end > now()) return known;
    const begun = { used: 0, end: now() + HOUR_MS };
    hours.set(key, begun);
    return begun;
  };
  return {
    standing(key, limit) {
      const { used, end } = hourOf(key);
      return { limit, used, remaining: limit - used, reset: Math.ceil(end / 1000) };
    },
    take(key, limit) {
      const hour = hourOf(key);
      if (hour.used >= limit) return false;
      hour.used += 1;
      return true;
    },
    giveBack(key) {
      const hour = hourOf(key);
      hour.used = Math.max(0, hour.used - 1);
    },
    write(key, limit) {
      const recent = (writes.get(key) ?? []).filter((at) => at > now() - MINUTE_MS);
      const free = recent.length < limit;
      writes.set(key, free ? [...recent, now()] : recent);
      return free ? 0 : (recent[0] ?? now()) + MINUTE_MS - now();
    },
  };
}
