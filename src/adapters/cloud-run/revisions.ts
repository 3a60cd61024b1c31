// Revisions of services, asked for no more often than they can have changed.

import { createHash } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import { fewAtOnce } from '../../ports/few-at-once.ts';
import type { RunApi } from './client/api.ts';
import { routesOf } from './translation/traffic.ts';
import {
  shortName,
  type Location,
  type WireRevision,
  type WireService,
} from './translation/wire.ts';

export interface Revisions {
  /** All of a service, as of now. */
  now(this: void, at: Location, wire: WireService): Promise<readonly WireRevision[]>;
  /** The same, or as they were when the service was last seen exactly like this, a short while ago. */
  unlessChanged(this: void, at: Location, wire: WireService): Promise<readonly WireRevision[]>;
  /** Those that serve, of many services. */
  serving(
    this: void,
    at: Location,
    services: readonly WireService[],
  ): Promise<readonly (readonly WireRevision[])[]>;
}

/**
 * A service tells in its own state when a revision of it became ready or failed, so while it looks the same they are
 * too. What it cannot tell, such as an old one being deleted, is seen this much later.
 */
const KEPT_MS = { settled: 60_000, busy: 5_000 };
const SERVICES = 1_000;
const SERVING = 10_000;
/** From here on the revisions of all services are listed, page by page, instead of asking for each. */
const MANY = 20;

type Kept = { readonly until: number; readonly revisions: readonly WireRevision[] };

export function createRevisions(api: RunApi, { now }: Pick<Clock, 'now'>): Revisions {
  const kept = new Map<string, Kept>();

  async function ask(at: Location, wire: WireService): Promise<readonly WireRevision[]> {
    const listed = await api.revisions(at, shortName(wire.name));
    const names = new Set(listed.map((revision) => shortName(revision.name)));
    const missing = servingNames(wire).filter((serves) => !names.has(serves));
    const fetched = await Promise.all(
      missing.map((revision) => fetchRevision(api, at, { wire, revision })),
    );
    const revisions = [...listed, ...fetched];
    // A listing that is behind the service would hide the newest revision for as long as it is kept.
    if (names.has(shortName(wire.latestCreatedRevision))) keep(wire, revisions);
    return revisions;
  }

  function keep(wire: WireService, revisions: readonly WireRevision[]): void {
    const ms = wire.reconciling === true ? KEPT_MS.busy : KEPT_MS.settled;
    kept.set(`${wire.name} ${sightOf(wire)}`, { until: now().getTime() + ms, revisions });
    const [oldest] = kept.keys();
    if (kept.size > SERVICES && oldest !== undefined) kept.delete(oldest);
  }

  return {
    now: ask,
    async unlessChanged(at, wire) {
      const known = kept.get(`${wire.name} ${sightOf(wire)}`);
      return known !== undefined && now().getTime() < known.until ? known.revisions : ask(at, wire);
    },
    serving: servingOf(api),
  };
}

/** Everything that the API tells of a service, in few bytes. */
function sightOf(wire: WireService): string {
  return createHash('sha256').update(JSON.stringify(wire)).digest('base64');
}

function servingNames(wire: WireService): string[] {
  const routes = routesOf(wire).filter(({ percent }) => percent > 0);
  return [...new Set(routes.map(({ revision }) => revision))];
}

/** A revision never changes its content: one that was seen ready is not asked for again. */
function servingOf(api: RunApi): Revisions['serving'] {
  const remembered = new Map<string, WireRevision>();
  const keyOf = (wire: WireService, revision: string): string =>
    `${wire.name} ${wire.uid} ${revision}`;
  const learn = (wire: WireService, revision: string, found: WireRevision): void => {
    if (remembered.size >= SERVING) remembered.clear();
    if (!found.reconciling) remembered.set(keyOf(wire, revision), found);
  };

  /** Far fewer reads than one for each, where hundreds are wanted; null for what was not among them. */
  async function listed(
    at: Location,
    wanted: readonly Wanted[],
  ): Promise<Map<string, WireRevision>> {
    const names = new Set(wanted.map(({ wire, revision }) => `${wire.name}/revisions/${revision}`));
    return wanted.length < MANY ? new Map() : api.revisionsNamed(at, names);
  }

  return async (at, services) => {
    const asked = services.flatMap((wire) =>
      servingNames(wire).map((revision) => ({ wire, revision })),
    );
    const missing = asked.filter(({ wire, revision }) => !remembered.has(keyOf(wire, revision)));
    const found = await listed(at, missing);
    const answers = new Map<string, WireRevision>();
    await fewAtOnce(missing, async ({ wire, revision }) => {
      const seen =
        found.get(`${wire.name}/revisions/${revision}`) ??
        (await fetchRevision(api, at, { wire, revision }));
      answers.set(keyOf(wire, revision), seen);
      learn(wire, revision, seen);
    });
    return services.map((wire) =>
      servingNames(wire).flatMap((revision) => {
        const key = keyOf(wire, revision);
        return answers.get(key) ?? remembered.get(key) ?? [];
      }),
    );
  };
}

interface Wanted {
  readonly wire: WireService;
  readonly revision: string;
}

async function fetchRevision(
  api: RunApi,
  at: Location,
  { wire, revision }: Wanted,
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
