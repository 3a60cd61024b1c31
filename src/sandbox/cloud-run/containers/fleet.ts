// Keeps the revisions that should run running.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import { createDecisions, type FindProblem } from './decide.ts';
import { createInstances } from './instances.ts';
import type { RevisionState, ServiceKey, ServiceState } from '../messages.ts';
import { parseRevision, revisionName } from '../names.ts';
import type { Kitchen } from './recipe.ts';
import { shares } from '../front/route.ts';
import type { Stamps } from '../../google/serve/stamps.ts';
import type { Store } from '../store.ts';

export interface FleetState {
  /** Resolves when the revision has come up or failed, starting it when nobody has yet. */
  decided(key: ServiceKey, revision: string): Promise<void>;
  /** Starts what has traffic. */
  serve(state: ServiceState): void;
}

export interface Fleet extends FleetState {
  /** The port of a ready revision, started on demand; null when it does not come up. */
  port(key: ServiceKey, revision: string): Promise<number | null>;
  /** Counts a request in; call what it returns when the request is over. */
  busy(key: ServiceKey, revision: string): () => void;
  /** Full names of the revisions that have a process. */
  running(): readonly string[];
  stop(key: ServiceKey, revision: string): Promise<void>;
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly store: Store;
  readonly kitchen: Kitchen;
  readonly problem: FindProblem;
  readonly stamps: Stamps;
  readonly log: Log;
  readonly idleMs: number;
  readonly graceMs: number;
}

const LONGEST_BACK_OFF_MS = 30_000;

export function createFleet(options: FleetOptions): Fleet {
  const { graceMs, idleMs, kitchen, log, store } = options;
  const crashes = new Map<string, number>();
  const closing = new AbortController();
  const instances = createInstances({ log, graceMs, crashed: (name) => void restart(name) });
  const keep = (full: string): boolean => wanted(store, full);
  const sweeping = setInterval(() => void instances.sweep(idleMs, keep), Math.max(idleMs / 4, 50));
  sweeping.unref();
  const decisions = createDecisions({ ...options, start, closing: closing.signal });

  async function start(key: ServiceKey, revision: RevisionState): Promise<number | null> {
    const full = revisionName(key, revision.name);
    return instances.port(full, () => kitchen.recipe(key, revision));
  }

  /** Real instances are replaced when they end; ours after a growing pause. */
  async function restart(full: string): Promise<void> {
    const count = (crashes.get(full) ?? 0) + 1;
    crashes.set(full, count);
    const pause = Math.min(100 * 2 ** count, LONGEST_BACK_OFF_MS);
    log.warn('revision ended by itself', { revision: full, restartInMs: pause });
    await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    const { key, revision } = parseRevision(full);
    const found = find(store, key, revision);
    if (closing.signal.aborted || found === undefined || !keep(full)) return;
    const port = await start(key, found).catch(() => null);
    if (port === null) await restart(full);
  }

  return {
    decided: (key, name) => decisions.decided(key, name),
    serve(state) {
      for (const { percent, revision } of shares(state)) {
        const found = find(store, state.key, revision);
        if (percent === 0 || found?.phase !== 'ready') continue;
        start(state.key, found).catch((error: unknown) => {
          log.error('revision could not be started', { revision, error: String(error) });
        });
      }
    },
    async port(key, name) {
      const found = find(store, key, name);
      return found === undefined ? null : start(key, found);
    },
    busy: (key, name) => instances.busy(revisionName(key, name)),
    running: () => instances.running(),
    stop: (key, name) => instances.stop(revisionName(key, name)),
    async close() {
      closing.abort();
      clearInterval(sweeping);
      await instances.close();
      await decisions.idle();
    },
  };
}

function find(store: Store, key: ServiceKey, name: string): RevisionState | undefined {
  return store.service(key)?.revisions.find((revision) => revision.name === name);
}

/** In the traffic list: with traffic or a tag that somebody can come in by, or a minimum number of instances. */
function wanted(store: Store, full: string): boolean {
  const { key, revision } = parseRevision(full);
  const state = store.service(key);
  const found = find(store, key, revision);
  if (!state || !found) return false;
  if (found.phase === 'starting' || state.service.reconciling) return true;
  const least = [found.template, state.service].some((of) => of.scaling?.minInstanceCount);
  const closed = state.service.ingress === 'INGRESS_TRAFFIC_INTERNAL_ONLY';
  return shares(state)
    .filter((share) => share.revision === revision)
    .some(({ percent, tag }) => least || (!closed && (percent > 0 || tag !== null)));
}
