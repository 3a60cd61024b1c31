// Whether so many look at single services of a place that listing all of it costs less.

import type { Clock } from '../../ports/clock.ts';
import { parentName, type Location } from './translation/wire.ts';

const WINDOW_MS = 2_000;
/** So few looks never make a crowd; a listing is a look at everything. */
const FEW = 4;
/** A listing of so many services costs as much as one more look at a single one. */
const SERVICES_PER_LOOK = 50;
/**
 * Google counts reads by minute, project and region (quota `run.googleapis.com/read_regional`, shown in the console
 * alone, some thousands). So many looks in the window are 1,440 reads a minute.
 */
const MOST = 24;

export interface Crowd {
  /** Counts one look at one service. True: there is a crowd. */
  joins(this: void, at: Location): boolean;
  /** How many services the place was last seen to have. */
  measured(this: void, at: Location, services: number): void;
}

export function createCrowd({ now }: Pick<Clock, 'now'>): Crowd {
  const places = new Map<string, { looks: number[]; services: number }>();
  const placeOf = (at: Location) => {
    const name = parentName(at);
    const place = places.get(name) ?? { looks: [], services: 0 };
    places.set(name, place);
    return place;
  };
  return {
    joins(at) {
      const place = placeOf(at);
      const time = now().getTime();
      place.looks = [...place.looks.filter((look) => time - look < WINDOW_MS), time].slice(
        -(MOST + 1),
      );
      return place.looks.length > Math.min(MOST, FEW + place.services / SERVICES_PER_LOOK);
    },
    measured(at, services) {
      placeOf(at).services = services;
    },
  };
}
