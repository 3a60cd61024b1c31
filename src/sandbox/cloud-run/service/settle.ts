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
} from '../messages.ts';
import { LATEST } from '../messages.ts';
import { revisionName, tagHost } from '../names.ts';
import { timestamp } from '../../google/serve/stamps.ts';
import { etagOf, stamped } from './stamp.ts';

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
  return stamped(withLatestReady({ ...state, revisions }, name), at);
}

/** The latest created revision once it is ready; until then the newest that has come up. */
function withLatestReady(state: ServiceState, ended: string): ServiceState {
  const ready = state.revisions.filter(({ phase }) => phase === 'ready');
  const latest = latestCreated(state);
  const before = ready.find(
    ({ name }) => revisionName(state.key, name) === state.service.latestReadyRevision,
  );
  const newer = ready.find(({ name, number }) => name === ended && number > (before?.number ?? 0));
  const found = latest?.phase === 'ready' ? latest : (newer ?? before);
  if (found === undefined) return state;
  const latestReadyRevision = revisionName(state.key, found.name);
  return { ...state, service: { ...state.service, latestReadyRevision } };
}

export interface Ended {
  readonly name: string;
  readonly problem: Problem | null;
  /** The image with the digest that was run; null when it was not found. */
  readonly image: string | null;
  readonly at: bigint;
}

/** A new desired state is accepted, or its revision is decided: traffic is still on its way. */
export function waitingForTraffic(state: ServiceState, at: bigint): ServiceState {
  const routes = { state: 'reconciling', message: 'Waiting for traffic.' } as const;
  return stamped({ ...state, service: { ...state.service, ...shown(state, routes, at) } }, at);
}

function shown(state: ServiceState, routes: Outcome, at: bigint): Partial<Service> {
  const before = state.service;
  return serviceConditions({
    configuration: configuration(state),
    routes,
    before,
    at: timestamp(at),
  });
}

/** Traffic moves, where it can, and reconciling is over. */
export function settled(moving: ServiceState, at: bigint): ServiceState {
  const state = withLatestReady(moving, '');
  const routes = routesOf(state);
  const service: Service = {
    ...state.service,
    ...shown(state, routes, at),
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
