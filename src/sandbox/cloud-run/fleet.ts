// Keeps the revisions that should run running, and tells the stored state what became of them.

import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { Log } from '../../ports/log.ts';
import { ImageFailure } from './image.ts';
import { createInstances } from './instances.ts';
import type { Problem, RevisionState, ServiceKey, ServiceState } from './messages.ts';
import { parseRevision, revisionName } from './names.ts';
import type { Kitchen } from './recipe.ts';
import { serving } from './recipe.ts';
import { shares } from './route.ts';
import { revisionEnded } from './settle.ts';
import type { Stamps } from './stamp.ts';
import type { Store } from './store.ts';
import { logUri } from './write.ts';

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
  readonly stamps: Stamps;
  readonly log: Log;
  readonly idleMs: number;
  readonly graceMs: number;
}

const LONGEST_BACK_OFF_MS = 30_000;

export function createFleet(options: FleetOptions): Fleet {
  const { graceMs, idleMs, kitchen, log, stamps, store } = options;
  const deciding = new Map<string, Promise<void>>();
  const crashes = new Map<string, number>();
  const closing = new AbortController();
  const instances = createInstances({ log, graceMs, crashed: (name) => void restart(name) });
  const sweeping = setInterval(() => void instances.sweep(idleMs, kept), Math.max(idleMs / 4, 50));
  sweeping.unref();

  function find(key: ServiceKey, name: string): RevisionState | undefined {
    return store.service(key)?.revisions.find((revision) => revision.name === name);
  }

  /** Has traffic or a tag, or a minimum number of instances. */
  function kept(full: string): boolean {
    const { key, revision } = parseRevision(full);
    const state = store.service(key);
    const found = state?.revisions.find(({ name }) => name === revision);
    if (!state || !found) return false;
    if (found.phase === 'starting') return true;
    const share = shares(state).find((one) => one.revision === revision);
    return (share?.percent ?? 0) > 0 || Boolean(share?.tag) || state.service.reconciling === true;
  }

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
    const found = find(key, revision);
    if (closing.signal.aborted || found === undefined || !kept(full)) return;
    const port = await start(key, found).catch(() => null);
    if (port === null) return restart(full);
  }

  async function decide(key: ServiceKey, name: string): Promise<void> {
    const revision = find(key, name);
    if (revision?.phase !== 'starting') return;
    const { image, problem } = await attempt(key, revision);
    const state = store.service(key);
    if (closing.signal.aborted || state === null) return;
    if (problem !== null) log.warn('revision failed', { revision: name, problem: problem.message });
    store.put(revisionEnded(state, { name, problem, image, at: stamps() }));
  }

  async function attempt(
    key: ServiceKey,
    revision: RevisionState,
  ): Promise<{ readonly image: string | null; readonly problem: Problem | null }> {
    const secret = secretProblem(revision, key);
    if (secret !== null) return { image: null, problem: secret };
    try {
      const image = await kitchen.prepare(revision);
      const port = await start(key, revision);
      const problem = port === null ? startProblem(key, revision) : null;
      return { image: image.reference, problem };
    } catch (error) {
      if (error instanceof ImageFailure) return { image: null, problem: error.problem };
      throw error;
    }
  }

  return {
    async decided(key, name) {
      const full = revisionName(key, name);
      const going = deciding.get(full) ?? decide(key, name).finally(() => deciding.delete(full));
      deciding.set(full, going);
      await going;
    },
    serve(state) {
      for (const { percent, revision } of shares(state)) {
        const found = find(state.key, revision);
        if (percent > 0 && found?.phase === 'ready') {
          start(state.key, found).catch((error: unknown) => {
            log.error('revision could not be started', { revision, error: String(error) });
          });
        }
      }
    },
    async port(key, name) {
      const found = find(key, name);
      return found === undefined ? null : start(key, found);
    },
    busy: (key, name) => instances.busy(revisionName(key, name)),
    running: () => instances.running(),
    stop: (key, name) => instances.stop(revisionName(key, name)),
    async close() {
      closing.abort();
      clearInterval(sweeping);
      await instances.close();
      await Promise.all(deciding.values());
    },
  };
}

function startProblem(key: ServiceKey, revision: RevisionState): Problem {
  const port = serving(revision)?.ports?.[0]?.containerPort ?? 8080;
  return {
    message: [
      `The user-provided container failed to start and listen on the port defined provided by the PORT=${port} environment variable within the allocated timeout. This can happen when the container port is misconfigured or if the timeout is too short. The health check timeout can be extended. Logs for this revision might contain more information.`,
      `Logs URL: ${logUri(key, revision.name)}`,
      'For more troubleshooting guidance, see https://cloud.google.com/run/docs/troubleshooting#container-failed-to-start',
    ].join('\n\n'),
    code: status.FAILED_PRECONDITION,
    reason: { revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR' },
  };
}

/** There is no Secret Manager beside this Cloud Run: every secret is one that does not exist. */
function secretProblem({ template }: RevisionState, { project }: ServiceKey): Problem | null {
  const names = (template.containers ?? [])
    .flatMap(({ env }) => env ?? [])
    .flatMap(({ valueSource }) => valueSource?.secretKeyRef ?? []);
  const first = names[0];
  if (first === undefined) return null;
  const secret = first.secret?.startsWith('projects/')
    ? first.secret
    : `projects/${project}/secrets/${first.secret}`;
  return {
    message: `Secret ${secret}/versions/${first.version || 'latest'} was not found`,
    code: status.NOT_FOUND,
    reason: { reason: 'SECRETS_ACCESS_CHECK_FAILED' },
  };
}
