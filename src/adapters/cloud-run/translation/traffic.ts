// The traffic list: what is served, and how to ask for it without losing entries that are not ours.

import type { Route } from '../../../resources/resource.ts';
import { observedNewest, reconcilingFailed } from './conditions.ts';
import type { WireService, WireTraffic } from './wire.ts';
import { shortName } from './wire.ts';

/** Entries as the API keeps them: shares and tags may stand in one line, and `latest` names no revision. */
interface Entry {
  readonly revision: string;
  readonly latest: boolean;
  readonly percent: number;
  readonly tag: string | null;
}

/** What is really served, by revision name. */
export function routesOf(service: WireService): Route[] {
  return statuses(service).map(({ revision, percent, tag }) => ({ revision, percent, tag }));
}

/** True once what is served is what was last asked for. */
export function settled(service: WireService): boolean {
  const decided = observedNewest(service) || reconcilingFailed(service);
  return (
    !service.reconciling && decided && spelling(asked(service)) === spelling(statuses(service))
  );
}

/** Percent that follow whatever revision comes next: Runway always names revisions. */
export function latestPercent(service: WireService): number {
  return asked(service)
    .filter(({ latest }) => latest)
    .reduce((sum, { percent }) => sum + percent, 0);
}

/** The list that keeps serving what is served now, by name, whatever else changes. */
export function pinned(service: WireService): WireTraffic[] {
  const shares = new Map<string, number>();
  for (const { revision, percent } of statuses(service)) {
    if (percent > 0) shares.set(revision, (shares.get(revision) ?? 0) + percent);
  }
  return [...[...shares].map(([revision, percent]) => share(revision, percent)), ...tags(service)];
}

/** The list that serves these shares; tags stay, with no requests but those that name them. */
export function shifted(
  service: WireService,
  shares: readonly { readonly revision: string; readonly percent: number }[],
): WireTraffic[] {
  return [...shares.map(({ revision, percent }) => share(revision, percent)), ...tags(service)];
}

export function share(revision: string, percent: number): WireTraffic {
  return { type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION', revision, percent };
}

function tags(service: WireService): WireTraffic[] {
  return asked(service).flatMap(({ revision, latest, tag }): WireTraffic[] => {
    if (tag === null) return [];
    if (latest) return [{ type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 0, tag }];
    return [{ ...share(revision, 0), tag }];
  });
}

function asked(service: WireService): Entry[] {
  return (service.traffic ?? []).map((entry) => entryOf(entry, service));
}

function statuses(service: WireService): Entry[] {
  return (service.trafficStatuses ?? [])
    .map((entry) => entryOf(entry, service))
    .filter(({ revision }) => revision !== '');
}

function entryOf(entry: WireTraffic, service: WireService): Entry {
  const latest = entry.type === 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST' || !entry.revision;
  return {
    revision: shortName(entry.revision || service.latestReadyRevision),
    latest,
    percent: entry.percent ?? 0,
    tag: entry.tag || null,
  };
}

/** Shares added up by revision, and tags: the same text means the same traffic. */
function spelling(entries: readonly Entry[]): string {
  const shares = new Map<string, number>();
  for (const { revision, percent } of entries) {
    if (percent > 0) shares.set(revision, (shares.get(revision) ?? 0) + percent);
  }
  const tagged = entries
    .filter(({ tag }) => tag !== null)
    .map(({ tag, revision }) => `${tag}=${revision}`);
  return [...[...shares].map(([revision, percent]) => `${revision}:${percent}`), ...tagged]
    .sort()
    .join(' ');
}
