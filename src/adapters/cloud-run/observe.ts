// Looks at Cloud Run: one listing for a whole environment, or one service closely.

import { Failure } from '../../ports/failure.ts';
import type { Scope } from '../../resources/scope.ts';
import type { RunApi } from './client/api.ts';
import { resourcesOf } from './translation/from-wire.ts';
import type { Seen } from './translation/from-wire.ts';
import type { Listing } from './listing.ts';
import { owned } from './ownership.ts';
import { routesOf } from './translation/traffic.ts';
import type { Location, WireRevision, WireService } from './translation/wire.ts';
import { shortName } from './translation/wire.ts';

/** A service as it was seen, in both languages. */
export interface Known {
  readonly wire: WireService;
  readonly seen: Seen;
}

export interface Look {
  /** Ours in this environment, and whatever bears one of these names. Of revisions, only those that serve. */
  environment(scope: Scope, names: ReadonlySet<string>): Promise<readonly Known[]>;
  /** One service with all its revisions, in every region of the environment. */
  workload(scope: Scope, name: string): Promise<readonly Known[]>;
  /** The same in one region, or null. */
  service(scope: Scope, region: string, name: string): Promise<Known | null>;
}

export function createLook(api: RunApi, listing: Listing): Look {
  const serving = servingRevisions(api);
  const service = async (scope: Scope, region: string, name: string) => {
    const at = { project: scope.runtime.project, region };
    const wire = await api.service(at, name);
    if (wire === null) return null;
    const listed = await api.revisions(at, name);
    const names = new Set(listed.map((revision) => shortName(revision.name)));
    const missing = servingNames(wire).filter((serves) => !names.has(serves));
    const fetched = await Promise.all(
      missing.map((revision) => fetchRevision(api, at, { wire, revision })),
    );
    return knownOf(scope, region, { wire, revisions: [...listed, ...fetched] });
  };
  return {
    service,
    async workload(scope, name) {
      const found = await Promise.all(
        scope.runtime.regions.map((region) => service(scope, region, name)),
      );
      return found.filter((known) => known !== null);
    },
    async environment(scope, names) {
      const found = await Promise.all(
        scope.runtime.regions.map(async (region) => {
          const at = { project: scope.runtime.project, region };
          const services = (await listing.services(at)).filter(
            (wire) => owned(wire, scope.environment) || names.has(shortName(wire.name)),
          );
          return eachOf(services, async (wire) =>
            knownOf(scope, region, { wire, revisions: await serving(at, wire) }),
          );
        }),
      );
      return found.flat();
    },
  };
}

function knownOf(
  { environment }: Scope,
  region: string,
  found: { readonly wire: WireService; readonly revisions: readonly WireRevision[] },
): Known {
  const { wire, revisions } = found;
  return { wire, seen: resourcesOf({ environment, region, service: wire, revisions }) };
}

function servingNames(wire: WireService): string[] {
  const routes = routesOf(wire).filter(({ percent }) => percent > 0);
  return [...new Set(routes.map(({ revision }) => revision))];
}

const REMEMBERED = 10_000;

/** A revision never changes its content: one that was seen ready is not asked for again. */
function servingRevisions(api: RunApi) {
  const remembered = new Map<string, WireRevision>();
  return async (at: Location, wire: WireService): Promise<WireRevision[]> =>
    Promise.all(
      servingNames(wire).map(async (revision) => {
        const key = `${wire.name} ${wire.uid} ${revision}`;
        const earlier = remembered.get(key);
        if (earlier !== undefined) return earlier;
        const found = await fetchRevision(api, at, { wire, revision });
        if (remembered.size >= REMEMBERED) remembered.clear();
        if (!found.reconciling) remembered.set(key, found);
        return found;
      }),
    );
}

async function fetchRevision(
  api: RunApi,
  at: Location,
  { wire, revision }: { readonly wire: WireService; readonly revision: string },
): Promise<WireRevision> {
  const service = shortName(wire.name);
  const found = await api.revision(at, { service, revision });
  if (found !== null) return found;
  throw new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `${service} in ${at.region} changed while it was looked at: ${revision} is gone.`,
    hint: 'It is looked at again.',
    retry: 'later',
  });
}

const AT_ONCE = 8;

/** In order of the items, a few at a time. */
async function eachOf<T, R>(items: readonly T[], see: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(see))));
  }
  return results;
}
