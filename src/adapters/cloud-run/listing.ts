// One listing per project and region serves everybody who looks within a moment.

import type { Clock } from '../../ports/clock.ts';
import type { Location, WireService } from './translation/wire.ts';
import { parentName } from './translation/wire.ts';

const KEPT_MS = 2000;

export interface Listing {
  services(location: Location): Promise<readonly WireService[]>;
  /** After a write: who looks from now on sees it. */
  forget(location: Location): void;
}

export function createListing(
  list: (location: Location) => Promise<readonly WireService[]>,
  clock: Clock,
): Listing {
  const kept = new Map<
    string,
    { readonly at: number; readonly services: Promise<readonly WireService[]> }
  >();
  return {
    services(location) {
      const parent = parentName(location);
      const now = clock.now().getTime();
      const earlier = kept.get(parent);
      if (earlier !== undefined && now - earlier.at < KEPT_MS) return earlier.services;
      const entry = { at: now, services: list(location) };
      kept.set(parent, entry);
      // A look that failed is not worth keeping; whoever asked hears of it through the promise itself.
      entry.services.catch(() => {
        if (kept.get(parent) === entry) kept.delete(parent);
      });
      return entry.services;
    },
    forget(location) {
      kept.delete(parentName(location));
    },
  };
}
