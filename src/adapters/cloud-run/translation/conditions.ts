// How things are, in the API's own words.

import type { Health, Revision } from '../../../resources/resource.ts';
import type { WireCondition, WireRevision, WireService } from './wire.ts';

export function serviceHealth(service: WireService): Health {
  const condition = service.terminalCondition ?? {};
  const busy: Health = {
    status: 'progressing',
    message: condition.message || 'Cloud Run is reconciling it.',
  };
  if (service.reconciling) return busy;
  if (reconcilingFailed(service)) {
    return { status: 'degraded', message: words(condition, service.conditions ?? []) };
  }
  if (!observedNewest(service)) return busy;
  return succeeded(condition) || state(condition) === UNSPECIFIED ? { status: 'healthy' } : busy;
}

/**
 * True when Cloud Run has given up on the newest change; what it observed then stays that of the change before.
 * Source: the description of `reconciling` in google/cloud/run/v2/service.proto.
 */
export function reconcilingFailed(service: WireService): boolean {
  return !service.reconciling && failed(service.terminalCondition ?? {});
}

/** Why the revision that was asked for last did not come about, or null while it may, or has. */
export function creationTrouble(service: WireService): string | null {
  const configurations = named(service.conditions ?? [], 'ConfigurationsReady');
  if (service.reconciling || configurations === undefined || !failed(configurations)) return null;
  return words(configurations, service.conditions ?? []);
}

/** `settled` is whether the traffic that was asked for is served. */
export function trafficHealth(service: WireService, settled: boolean): Health {
  const routes = named(service.conditions ?? [], 'RoutesReady');
  if (routes !== undefined && failed(routes) && !service.reconciling) {
    return { status: 'degraded', message: routes.message || 'The routes are not ready.' };
  }
  if (settled) return { status: 'healthy' };
  return { status: 'progressing', message: routes?.message || 'Traffic is being moved.' };
}

/** Ready is the revision's own verdict; where it is missing, the other conditions are weighed. */
export function revisionState(revision: WireRevision): Pick<Revision, 'state' | 'message'> {
  const conditions = revision.conditions ?? [];
  const ready = named(conditions, 'Ready');
  const bad = conditions.find((condition) => failed(condition) && serious(condition));
  if (ready === undefined ? bad !== undefined : failed(ready)) {
    return { state: 'failed', message: words(ready ?? bad ?? {}, conditions) };
  }
  const waiting = conditions.find((condition) => !succeeded(condition) && !failed(condition));
  const done =
    ready === undefined ? conditions.length > 0 && waiting === undefined : succeeded(ready);
  if (done && (ready !== undefined || !revision.reconciling))
    return { state: 'ready', message: '' };
  return { state: 'starting', message: ready?.message || waiting?.message || '' };
}

/** The condition's message, or that of the one that explains it. */
function words(condition: WireCondition, others: readonly WireCondition[]): string {
  if (condition.message) return condition.message;
  const cause = others.find((other) => failed(other) && serious(other) && other.message);
  return cause?.message ?? `Cloud Run says ${reason(condition)}.`;
}

function reason(condition: WireCondition): string {
  return String(condition.revisionReason || condition.reason || condition.type || 'no reason');
}

const UNSPECIFIED = 'STATE_UNSPECIFIED';

/** Whether what is told is about the newest change. */
export function observedNewest({ generation, observedGeneration }: WireService): boolean {
  return String(generation ?? 0) === String(observedGeneration ?? 0);
}

function named(conditions: readonly WireCondition[], type: string): WireCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function state(condition: WireCondition): string {
  return String(condition.state ?? UNSPECIFIED);
}

function failed(condition: WireCondition): boolean {
  return state(condition) === 'CONDITION_FAILED';
}

function succeeded(condition: WireCondition): boolean {
  return state(condition) === 'CONDITION_SUCCEEDED';
}

/** A retired revision is inactive, and says so as information. */
function serious({ severity }: WireCondition): boolean {
  return severity !== 'INFO' && severity !== 'WARNING';
}
