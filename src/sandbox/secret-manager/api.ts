// What all methods of Secret Manager share.

import type { Log } from '../../ports/log.ts';
import type { Caller } from '../google/allow/members.ts';
import type { Cloud } from '../google/cloud.ts';
import type { Project } from '../google/projects.ts';
import { CloudRefusal, why } from '../google/refusal.ts';
import type { Limit, Quota } from '../google/serve/quota.ts';
import type { Shelf } from '../google/serve/shelf.ts';
import type { Stamps } from '../google/serve/stamps.ts';
import { noSecret, type SecretName } from './names.ts';
import { settled, type SecretState } from './state.ts';

export const SERVICE = 'secretmanager.googleapis.com';

export type Sort = 'access' | 'read' | 'write';

/** Requests of a project in a minute: https://cloud.google.com/secret-manager/quotas */
export const LIMITS: Readonly<Record<Sort, Limit>> = {
  access: { metric: 'Access requests', perMinute: 90_000 },
  read: { metric: 'Read requests', perMinute: 600 },
  write: { metric: 'Write requests', perMinute: 600 },
};

export interface Api {
  readonly cloud: Cloud;
  readonly log: Log;
  readonly store: Shelf<SecretState>;
  readonly quota: Quota;
  readonly limits: Readonly<Record<Sort, Limit>>;
  readonly stamps: Stamps;
}

export interface Entry {
  readonly caller: Pick<Caller, 'member' | 'sets'>;
  readonly permission: string;
  /** As the request names it. */
  readonly resource: string;
  readonly sort: Sort;
}

/** Throws RESOURCE_EXHAUSTED and PERMISSION_DENIED: for what does not exist as well. */
export function enter(api: Api, project: Project | null, entry: Entry): Project {
  const { caller, permission, resource, sort } = entry;
  if (project === null) throw denied(permission, resource);
  api.quota.take(api.limits[sort], project.number);
  requirePermission(api, caller, { permission, resource });
  return project;
}

/** Throws PERMISSION_DENIED. */
export function requirePermission(
  { cloud }: Api,
  caller: Entry['caller'],
  { permission, resource }: Pick<Entry, 'permission' | 'resource'>,
): void {
  if (!cloud.may(caller, permission, resource)) throw denied(permission, resource);
}

/** Throws NOT_FOUND. */
export function existing({ cloud, store }: Api, { name }: Pick<SecretName, 'name'>): SecretState {
  const state = store.get(name);
  const now = state === null ? null : settled(state, cloud.now().getTime());
  if (state !== null && now === null) {
    store.drop(name);
    cloud.dropPolicy(name);
  }
  if (now === null) throw noSecret(name);
  if (now !== state) store.put(now);
  return now;
}

/** Optional; one that is given must be the current one. Throws FAILED_PRECONDITION. */
export function checkEtag(
  given: string | null | undefined,
  current: string | null | undefined,
): void {
  if (!given || given === current) return;
  throw new CloudRefusal(
    'FAILED_PRECONDITION',
    `The etag provided in the request [${given}] does not match the current etag [${current}] of the resource. Please retry the whole read-modify-write with exponential backoff.`,
  );
}

/** Quotes included, as the real ones come. */
export function etagOf(micros: bigint): string {
  return `"${micros.toString(16)}"`;
}

function denied(permission: string, resource: string): CloudRefusal {
  return new CloudRefusal(
    'PERMISSION_DENIED',
    `Permission '${permission}' denied for resource '${resource}' (or it may not exist).`,
    [why(SERVICE, { permission, resource })],
  );
}
