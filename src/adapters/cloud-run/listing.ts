// One listing per project and region serves everybody who looks at the same time.

import type { Clock } from '../../ports/clock.ts';
import type { Location, WireService } from './translation/wire.ts';
import { parentName } from './translation/wire.ts';

const KEPT_MS = 2000;

export interface Listing {
  /** As of at most a moment ago, and after everything that was forgotten: for who shows and does not write. */
  recent(this: void, location: Location): Promise<readonly WireService[]>;
  /**
   * One that begins after this call, shared by all who ask before it begins. Whatever the caller knows to have
   * happened, by its own hand or another replica's, has happened before it.
   */
  fresh(this: void, location: Location): Promise<readonly WireService[]>;
  /** After a write: who looks from now on sees it. */
  forget(this: void, location: Location): void;
}

interface Place {
  /** The newest that has begun, while it may be shown; when it began, in milliseconds since the epoch. */
  kept: { readonly at: number; readonly services: Promise<readonly WireService[]> } | null;
  /** Resolves when the one under way has ended, well or not. */
  underWay: Promise<unknown> | null;
  /** Begins when the one under way has ended. */
  next: Promise<readonly WireService[]> | null;
}

/** At most one listing of a place is under way, so that reads stay few however many look. */
export function createListing(
  list: (location: Location) => Promise<readonly WireService[]>,
  clock: Clock,
): Listing {
  const places = new Map<string, Place>();

  function placeOf(location: Location): Place {
    const parent = parentName(location);
    const place = places.get(parent) ?? { kept: null, underWay: null, next: null };
    places.set(parent, place);
    return place;
  }

  function begin(location: Location, place: Place): Promise<readonly WireService[]> {
    const entry = { at: clock.now().getTime(), services: list(location) };
    place.next = null;
    place.kept = entry;
    const ended = entry.services.then(
      () => undefined,
      () => {
        // A look that failed is not worth keeping; whoever asked hears of it through the promise itself.
        if (place.kept === entry) place.kept = null;
      },
    );
    const underWay = ended.finally(() => {
      if (place.underWay === underWay) place.underWay = null;
    });
    place.underWay = underWay;
    return entry.services;
  }

  function fresh(location: Location): Promise<readonly WireService[]> {
    const place = placeOf(location);
    if (place.next !== null) return place.next;
    if (place.underWay === null) return begin(location, place);
    place.next = place.underWay.then(() => begin(location, place));
    return place.next;
  }

  return {
    fresh,
    recent(location) {
      const { kept } = placeOf(location);
      const young = kept !== null && clock.now().getTime() - kept.at < KEPT_MS;
      return young ? kept.services : fresh(location);
    },
    forget(location) {
      placeOf(location).kept = null;
    },
  };
}
