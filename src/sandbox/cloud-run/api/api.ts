// What all methods of the API share.

import type { Log } from '../../../ports/log.ts';
import type { Cloud } from '../../google/cloud.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import type { Access } from './access.ts';
import type { Fleet } from '../containers/fleet.ts';
import type { OperationState, ServiceKey, ServiceState } from '../messages.ts';
import type { WireOperation } from './operations.ts';
import { wireOperation } from './operations.ts';
import type { Protocol } from '../../google/serve/protocol.ts';
import type { Reconciler } from '../service/reconcile.ts';
import { missing } from './refusal.ts';
import type { Stamps } from '../../google/serve/stamps.ts';
import { versionIn } from '../service/stamp.ts';
import type { Store } from '../store.ts';

export interface Api {
  readonly access: Access;
  readonly cloud: Cloud;
  readonly store: Store;
  readonly fleet: Fleet;
  readonly reconciler: Reconciler;
  readonly stamps: Stamps;
  readonly protocol: Protocol;
  readonly log: Log;
}

/** Throws NOT_FOUND. */
export function existing({ store }: Api, key: ServiceKey): ServiceState {
  const state = store.service(key);
  if (state === null) throw missing('SERVICE', key.id, key);
  return state;
}

/** An etag is optional; one that is given must be the current one. */
export function checkEtag(id: string, given: string | null | undefined, current: string): void {
  if (!given || given === current) return;
  throw new CloudRefusal(
    'ABORTED',
    `Conflict for resource '${id}': version '${versionIn(given)}' was specified but current version is '${versionIn(current)}'.`,
  );
}

/** Keeps the operation, starts its work, and answers with it as it stands. */
export function begin(api: Api, operation: OperationState): WireOperation {
  api.store.putOperation(operation);
  api.reconciler.begin(operation);
  return shown(api, operation);
}

export function shown({ protocol, store }: Api, operation: OperationState): WireOperation {
  const service = store.service(operation.key)?.service;
  const now = service === undefined ? null : ({ type: 'Service', message: service } as const);
  return wireOperation(operation, now, protocol);
}
