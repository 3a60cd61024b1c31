// How many passes one process runs at a time, lane by lane.

export interface Room {
  /** The most that one lane has; reviews have a number of their own. */
  readonly lane: number;
  readonly reviews: number;
  /** Where so many are taken in all, a lane gets no more than `always`. */
  readonly all: number;
  /** What every lane has, however many places the others hold. */
  readonly always: number;
}

export interface Places {
  /** The lanes that get no more now. */
  full(): readonly string[];
  take(lane: string): void;
  free(lane: string): void;
}

/**
 * No lane can keep another from its places: what hangs in one environment costs the others nothing but the room
 * beyond `always`. At most `all` places, and `always` for each lane beside, are taken at a time.
 */
export function createPlaces({ lane: most, reviews, all, always }: Room): Places {
  const taken = new Map<string, number>();
  let total = 0;
  return {
    full() {
      const crowded = total >= all;
      const limit = (lane: string): number => {
        const own = lane === 'review' ? reviews : most;
        return crowded ? Math.min(own, always) : own;
      };
      return [...taken].filter(([lane, count]) => count >= limit(lane)).map(([lane]) => lane);
    },
    take(lane) {
      total += 1;
      taken.set(lane, (taken.get(lane) ?? 0) + 1);
    },
    free(lane) {
      total -= 1;
      const left = (taken.get(lane) ?? 0) - 1;
      if (left > 0) taken.set(lane, left);
      else taken.delete(lane);
    },
  };
}
