// The work behind an operation: bring the revision up, move traffic, say how it ended.

import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { Log } from '../../../ports/log.ts';
import type { FleetState } from '../containers/fleet.ts';
import type { OperationState, ServiceState } from '../messages.ts';
import { latestCreated, problemOf, settled, waitingForTraffic } from './settle.ts';
import type { Stamps } from '../../google/serve/stamps.ts';
import type { Store } from '../store.ts';

export interface Delays {
  /** Between the end of the work and the operation saying so. */
  readonly operationMs: number;
  /** Between a ready revision and its traffic. */
  readonly trafficMs: number;
}

export interface Reconciler {
  /** Works on in the background until the operation is done; stopping leaves it for the next start. */
  begin(operation: OperationState): void;
  /** Resolves when the operation is done, or after the time. */
  wait(name: string, ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface ReconcilerOptions {
  readonly store: Store;
  readonly fleet: FleetState;
  readonly stamps: Stamps;
  readonly delays: Delays;
  readonly log: Log;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const closing = new AbortController();
  const going = new Map<string, Promise<void>>();
  return {
    begin(operation) {
      const work = run(operation, closing.signal, options)
        .catch((error: unknown) => {
          if (closing.signal.aborted) return;
          options.log.error('operation broke', { operation: operation.name, error: String(error) });
          const failed = { code: status.INTERNAL, message: 'Internal error.' };
          options.store.putOperation({ ...operation, done: true, error: failed });
        })
        .finally(() => going.delete(operation.name));
      going.set(operation.name, work);
    },
    async wait(name, ms) {
      const over = new AbortController();
      await Promise.race([
        going.get(name),
        sleep(ms, undefined, { signal: over.signal }).catch(() => undefined),
      ]);
      over.abort();
    },
    async close() {
      closing.abort();
      await Promise.all(going.values());
    },
  };
}

async function run(
  operation: OperationState,
  signal: AbortSignal,
  options: ReconcilerOptions,
): Promise<void> {
  const { delays, store } = options;
  switch (operation.verb) {
    case 'create':
    case 'update':
      return converge(operation, signal, options);
    case 'delete':
    case 'deleteRevision':
      await sleep(delays.operationMs, undefined, { signal });
      store.putOperation({ ...operation, done: true });
  }
}

async function converge(
  operation: OperationState,
  signal: AbortSignal,
  { delays, fleet, log, stamps, store }: ReconcilerOptions,
): Promise<void> {
  const { generation, key } = operation;
  for (const name of waitedFor(store.service(key))) {
    await fleet.decided(key, name);
    signal.throwIfAborted();
  }
  const current = (): ServiceState | null => {
    const state = store.service(key);
    return state?.service.generation === generation && state.service.reconciling ? state : null;
  };
  const decided = current();
  if (decided) store.put(waitingForTraffic(decided, stamps()));
  await sleep(delays.trafficMs, undefined, { signal });
  const moving = current();
  if (moving) {
    const done = settled(moving, stamps());
    store.put(done);
    fleet.serve(done);
  }
  await sleep(delays.operationMs, undefined, { signal });
  const result = ended(operation, store.service(key));
  store.putOperation(result);
  const { name, verb } = operation;
  log.info('operation done', {
    operation: name,
    verb,
    service: key.id,
    error: result.error?.message,
  });
}

/** Whatever is still starting and could serve must be decided first. */
function waitedFor(state: ServiceState | null): readonly string[] {
  if (state === null) return [];
  const named = (state.service.traffic ?? []).map(({ revision }) => revision);
  return state.revisions
    .filter((found) => found === latestCreated(state) || named.includes(found.name))
    .map(({ name }) => name);
}

function ended(operation: OperationState, state: ServiceState | null): OperationState {
  if (state === null) {
    const error = { code: status.ABORTED, message: 'The service was deleted.' };
    return { ...operation, done: true, error };
  }
  const response = { type: 'Service', message: state.service } as const;
  const same = state.service.generation === operation.generation;
  return { ...operation, done: true, error: same ? problemOf(state) : null, response };
}
