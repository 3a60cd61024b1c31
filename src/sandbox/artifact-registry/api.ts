// What all methods of Artifact Registry's API share.

import type { Log } from '../../ports/log.ts';
import type { Stamps } from '../google/serve/stamps.ts';
import type { Caller } from '../google/allow/members.ts';
import type { Cloud } from '../google/cloud.ts';
import { CloudRefusal, why } from '../google/refusal.ts';
import type { Protocol } from '../google/serve/protocol.ts';
import type { Limit, Quota } from '../google/serve/quota.ts';
import type { Shelf } from '../google/serve/shelf.ts';
import type { FindContent } from './content.ts';
import { notFound, type Place, type RepositoryName } from './names.ts';
import type { OperationState, RepositoryState } from './state.ts';
import type { Work } from './work.ts';

export const SERVICE = 'artifactregistry.googleapis.com';

export type Sort = 'read' | 'write' | 'delete';

/** Requests of a project in a minute and one location: https://cloud.google.com/artifact-registry/quotas */
export const LIMITS: Readonly<Record<Sort, Limit>> = {
  read: { metric: 'Requests', perMinute: 60_000 },
  write: { metric: 'Write requests', perMinute: 18_000 },
  delete: { metric: 'Delete requests', perMinute: 18_000 },
};

export interface Api {
  readonly cloud: Cloud;
  readonly log: Log;
  readonly protocol: Protocol;
  readonly repositories: Shelf<RepositoryState>;
  readonly operations: Shelf<OperationState>;
  readonly work: Work;
  readonly content: FindContent;
  readonly quota: Quota;
  readonly limits: Readonly<Record<Sort, Limit>>;
  readonly stamps: Stamps;
}

/** Throws RESOURCE_EXHAUSTED. Whatever changes something counts as a request, too. */
export function count({ limits, quota }: Api, { location, number }: Place, sort: Sort): void {
  if (number === '') return;
  for (const each of sort === 'read' ? [sort] : (['read', sort] as const)) {
    quota.take(limits[each], number, location);
  }
}

/** Throws PERMISSION_DENIED: for what does not exist as well. */
export function requirePermission(
  { cloud }: Api,
  caller: Caller,
  { permission, resource }: { readonly permission: string; readonly resource: string },
): void {
  if (cloud.may(caller, permission, resource)) return;
  const full = `//${SERVICE}/${resource}`;
  throw new CloudRefusal(
    'PERMISSION_DENIED',
    `Permission '${permission}' denied on resource '${full}' (or it may not exist).`,
    [why(SERVICE, { permission, resource: full })],
  );
}

/** Throws NOT_FOUND. */
export function existing({ repositories }: Api, { name }: RepositoryName): RepositoryState {
  const state = repositories.get(name);
  if (state === null) throw notFound();
  return state;
}
