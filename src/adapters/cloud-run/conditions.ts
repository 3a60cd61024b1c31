// How things are, in the API's own words.

import type { Health, Revision } from '../../resources/resource.ts';
import { observedNewest } from './traffic.ts';
import type { WireCondition, WireRevision, WireService } from './wire.ts';

export function serviceHealth(service: WireService): Health {
  const condition = service.terminalCondition;
  if (service.reconciling || !observedNewest(service)) {
    return { status: 'progressing', message: condition?.message || 'Cloud Run is reconciling it.' };
  }
  if (condition && failed(condition)) {
    return { status: 'degraded', message: words(condition, service.conditions ?? []) };
  }
  if (condition && !succeeded(condition) && state(condition) !== 'STATE_UNSPECIFIED') {
    return { status: 'progressing', message: condition.message || 'Cloud Run is reconciling it.' };
  }
  return { status: 'healthy' };
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

function named(conditions: readonly WireCondition[], type: string): WireCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function state(condition: WireCondition): string {
  return String(condition.state ?? 'STATE_UNSPECIFIED');
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
