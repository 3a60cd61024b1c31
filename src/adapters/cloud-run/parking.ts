// A service that was made ahead, so that whoever deploys it needs no right to make services.

import type { Creation, Change } from './client/api.ts';
import { PARKED } from './marks.ts';
import { owned } from './ownership.ts';
import { reconcilingFailed } from './translation/conditions.ts';
import { snakeCase } from './translation/service-leftovers.ts';
import { CLOSED, wireEndpoint, wireScaling } from './translation/to-wire.ts';
import { pinned, share } from './translation/traffic.ts';
import { shortName, type WireService, type WireTraffic } from './translation/wire.ts';

/** True while nothing was deployed: for everybody but who parked it, it is as if it were not there. */
export function isParked(service: WireService, environment: string): boolean {
  return service.annotations?.[PARKED] === 'true' && owned(service, environment);
}

/**
 * What would make a service, as a change of the parked one: all of it is written, and it keeps serving the placeholder,
 * so that even the first revision gets no requests before it is given them.
 */
export function awakening({ name, service }: Creation, parked: WireService): Change {
  const { [PARKED]: _, ...annotations } = parked.annotations ?? {};
  const awake: WireService = {
    ...service,
    annotations: { ...annotations, ...service.annotations },
    traffic: trafficOf(parked) ?? service.traffic ?? null,
  };
  const mask = Object.keys(awake).map(snakeCase).sort();
  return { name, service: { ...awake, etag: parked.etag ?? '' }, mask, validateOnly: false };
}

/** It never has an instance, since nobody may call it; the account is its own, so nobody else's is needed. */
export function placeholderService(about: {
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly account: string;
}): WireService {
  const revision = `${about.workload}-parked`;
  return {
    labels: about.labels,
    annotations: { [PARKED]: 'true' },
    template: { revision, containers: [{ image: about.image }], serviceAccount: about.account },
    traffic: [share(revision, 100)],
    scaling: wireScaling({ minInstances: 0, maxInstances: 1 }),
    ...wireEndpoint(CLOSED),
  };
}

/** Null where the placeholder has failed: then there is nothing to keep serving. */
function trafficOf(parked: WireService): WireTraffic[] | null {
  const serving = pinned(parked);
  if (serving.some(({ percent }) => (percent ?? 0) > 0)) return serving;
  const placeholder = shortName(parked.latestCreatedRevision ?? parked.template?.revision);
  return reconcilingFailed(parked) || placeholder === '' ? null : [share(placeholder, 100)];
}
