// Looks at Cloud Run: one listing for a whole environment or for a crowd, or one service closely.

import type { Clock } from '../../ports/clock.ts';
import { lookingAt } from '../../ports/identity.ts';
import type { Scope } from '../../resources/scope.ts';
import type { RunApi } from './client/api.ts';
import { createCrowd } from './when-to-list.ts';
import { resourcesOf } from './translation/from-wire.ts';
import type { Seen } from './translation/from-wire.ts';
import type { Listing } from './listing.ts';
import { owned } from './ownership.ts';
import { isParked } from './parking.ts';
import { createRevisions } from './revisions.ts';
import type { Location, WireRevision, WireService } from './translation/wire.ts';
import { shortName } from './translation/wire.ts';

/** A service as it was seen, in both languages. */
export interface Known {
  readonly wire: WireService;
  readonly seen: Seen;
}

export interface Look {
  /**
   * Ours in this environment, and whatever bears one of these names. Of revisions, only those that serve. Shows what
   * was so a moment ago, and whatever this process has written since.
   */
  environment(scope: Scope, names: ReadonlySet<string>): Promise<readonly Known[]>;
  /**
   * One service with all its revisions, in every region of the environment, as it is after this call. One that is
   * parked is not there, here and above.
   */
  workload(scope: Scope, name: string): Promise<readonly Known[]>;
  /** The same in one region, or null. */
  service(scope: Scope, region: string, name: string): Promise<Known | null>;
}

export function createLook(api: RunApi, listing: Listing, clock: Clock): Look {
  const crowd = createCrowd(clock);
  const revisions = createRevisions(api, clock);

  async function service(scope: Scope, region: string, name: string): Promise<Known | null> {
    const at = placeToSee(scope, region);
    const wire = await api.service(at, name);
    if (wire === null) return null;
    return knownOf(scope, region, {
      wire,
      revisions: await revisions.now(at, wire),
      closely: true,
    });
  }

  /** Where many look at the same time, one listing serves them all. */
  async function amongMany(scope: Scope, region: string, name: string): Promise<Known | null> {
    const at = placeToSee(scope, region);
    const services = await listing.fresh(at);
    crowd.measured(at, services.length);
    const wire = services.find((one) => shortName(one.name) === name);
    if (wire === undefined) return null;
    return knownOf(scope, region, {
      wire,
      revisions: await revisions.unlessChanged(at, wire),
      closely: true,
    });
  }

  async function everything(
    scope: Scope,
    at: Location,
    names: ReadonlySet<string>,
  ): Promise<readonly Known[]> {
    const listed = await listing.recent(at);
    crowd.measured(at, listed.length);
    const services = listed.filter(
      (wire) =>
        !isParked(wire, scope.environment) &&
        (owned(wire, scope.environment) || names.has(shortName(wire.name))),
    );
    const serving = await revisions.serving(at, services);
    return services.map((wire, index) =>
      knownOf(scope, at.region, { wire, revisions: serving[index] ?? [], closely: false }),
    );
  }

  return {
    service,
    async workload(scope, name) {
      const found = await Promise.all(
        scope.runtime.regions.map((region) =>
          crowd.joins(placeToSee(scope, region))
            ? amongMany(scope, region, name)
            : service(scope, region, name),
        ),
      );
      return found
        .filter((known) => known !== null)
        .filter(({ wire }) => !isParked(wire, scope.environment));
    },
    async environment(scope, names) {
      const found = await Promise.all(
        scope.runtime.regions.map((region) => everything(scope, placeToSee(scope, region), names)),
      );
      return found.flat();
    },
  };
}

/** Asked for as the account that may only look. */
function placeToSee(scope: Scope, region: string): Location {
  return { project: scope.runtime.project, region, as: lookingAt(scope) };
}

function knownOf(
  { environment }: Scope,
  region: string,
  found: {
    readonly wire: WireService;
    readonly revisions: readonly WireRevision[];
    readonly closely: boolean;
  },
): Known {
  const { wire, ...revisions } = found;
  return { wire, seen: resourcesOf({ environment, region, service: wire, ...revisions }) };
}
