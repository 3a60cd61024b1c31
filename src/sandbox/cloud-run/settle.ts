// What becomes of a service once its newest revision has come up or failed: who serves, and what it says. Pure.

import { status } from '@grpc/grpc-js';
import type { Outcome } from './conditions.ts';
import { revisionConditions, serviceConditions } from './conditions.ts';
import type {
  Problem,
  RevisionState,
  Service,
  ServiceState,
  TrafficStatus,
  TrafficTarget,
} from './messages.ts';
import { LATEST } from './messages.ts';
import { revisionName, tagHost } from './names.ts';
import { etagOf, stamped, timestamp } from './stamp.ts';

/** A revision has come up, or failed with a problem. */
export function revisionEnded(state: ServiceState, ended: Ended): ServiceState {
  const { at, image, name, problem } = ended;
  const phase = problem === null ? 'ready' : 'failed';
  const revisions = state.revisions.map((found): RevisionState => {
    if (found.name !== name) return found;
    const containers = (found.revision.containers ?? []).map((container) =>
      container.ports?.length && image !== null ? { ...container, image } : container,
    );
    const revision = {
      ...found.revision,
      containers,
      reconciling: false,
      updateTime: timestamp(at),
      etag: etagOf(found.revision.name ?? '', at),
      conditions: revisionConditions(phase, problem, timestamp(at)),
    };
    return { ...found, phase, problem, revision };
  });
  const next = { ...state, revisions };
  const newest = revisions.filter((found) => found.phase === 'ready').at(-1);
  if (newest === undefined) return stamped(next, at);
  const latestReadyRevision = revisionName(state.key, newest.name);
  return stamped({ ...next, service: { ...state.service, latestReadyRevision } }, at);
}

export interface Ended {
  readonly name: string;
  readonly problem: Problem | null;
  /** The image with the digest that was run; null when it was not found. */
  readonly image: string | null;
  readonly at: bigint;
}

/** The revision is decided, traffic is still on its way. */
export function waitingForTraffic(state: ServiceState, at: bigint): ServiceState {
  const shown = serviceConditions(
    configuration(state),
    { state: 'reconciling', message: 'Waiting for traffic.' },
    timestamp(at),
  );
  return stamped({ ...state, service: { ...state.service, ...shown } }, at);
}

/** Traffic moves, where it can, and reconciling is over. */
export function settled(state: ServiceState, at: bigint): ServiceState {
  const routes = routesOf(state);
  const service: Service = {
    ...state.service,
    ...serviceConditions(configuration(state), routes, timestamp(at)),
    observedGeneration: state.service.generation ?? '0',
    reconciling: false,
  };
  if (routes.state === 'succeeded') service.trafficStatuses = statuses(state);
  return stamped({ ...state, service }, at);
}

/** What stops the service from serving as asked; null when nothing does. */
export function problemOf(state: ServiceState): { code: number; message: string } | null {
  for (const outcome of [configuration(state), routesOf(state)]) {
    if (outcome.state === 'failed') {
      return { code: outcome.problem?.code ?? status.NOT_FOUND, message: outcome.message };
    }
  }
  return null;
}

export function latestCreated(state: ServiceState): RevisionState | undefined {
  return state.revisions.find(
    ({ name }) => revisionName(state.key, name) === state.service.latestCreatedRevision,
  );
}

function configuration(state: ServiceState): Outcome {
  const latest = latestCreated(state);
  if (latest === undefined || latest.phase === 'ready') return { state: 'succeeded' };
  if (latest.phase === 'starting') return { state: 'reconciling', message: 'Deploying Revision.' };
  return notReady(latest);
}

function routesOf(state: ServiceState): Outcome {
  for (const target of state.service.traffic ?? []) {
    const failed = routeProblem(state, target);
    if (failed !== null) return failed;
  }
  return { state: 'succeeded' };
}

function routeProblem(state: ServiceState, target: TrafficTarget): Outcome | null {
  if (target.type === LATEST) {
    const latest = latestCreated(state);
    return latest?.phase === 'failed' ? notReady(latest) : null;
  }
  const named = state.revisions.find(({ name }) => name === target.revision);
  if (named === undefined) {
    const message = `Revision '${target.revision}' does not exist or is deleted.`;
    return { state: 'failed', message, problem: null };
  }
  return named.phase === 'failed' ? notReady(named) : null;
}

function notReady(revision: RevisionState): Outcome {
  const message = `Revision '${revision.name}' is not ready and cannot serve traffic. ${revision.problem?.message ?? ''}`;
  return { state: 'failed', message, problem: revision.problem };
}

/** Entries that follow the latest revision do not name it, as with the real one. */
function statuses(state: ServiceState): TrafficStatus[] {
  return (state.service.traffic ?? []).map((target) => ({
    ...target,
    ...(target.tag ? { uri: `https://${tagHost(state.key, target.tag)}` } : {}),
  }));
}
