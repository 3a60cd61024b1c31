// Cloud Run as a provider: one service object stands behind Service, Traffic and Endpoint.

import type { Budget } from '../../ports/budget.ts';
import type { Calls } from '../../ports/calls.ts';
import type { Clock } from '../../ports/clock.ts';
import { deploying } from '../../ports/identity.ts';
import type { Log } from '../../ports/log.ts';
import type { Provider, Write } from '../../ports/provider.ts';
import { movedOn, notOurs } from '../../ports/refusals.ts';
import type { Scope } from '../../resources/scope.ts';
import type { Target } from '../../resources/address.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Deadlines } from '../google/asking.ts';
import { createNewcomers, type Newcomers } from '../google/newcomers.ts';
import { createRunApi, type RunApi } from './client/api.ts';
import { callerOver, type Connection } from './client/caller.ts';
import { createListing } from './listing.ts';
import type { Listing } from './listing.ts';
import { createLook } from './observe.ts';
import { inWords, owned } from './ownership.ts';
import { paced, WRITES_PER_MINUTE } from './pacing.ts';
import { make } from './make.ts';
import { isParked } from './parking.ts';
import { createRecall } from './recall.ts';
import type { Recall } from './recall.ts';
import { rehearseOn } from './rehearse.ts';
import type { Location } from './translation/wire.ts';
import { changeOf, creationOf } from './write.ts';
import type { RunKind } from './write.ts';

export interface CloudRun extends Connection {
  readonly clock: Clock;
  readonly log: Log;
  readonly calls: Calls;
  /** Of writes, shared by all replicas. */
  readonly budget: Budget;
  /** Accounts that Google may not know yet, shared with whoever makes them. Left out: none are made here. */
  readonly newcomers?: Newcomers;
  /** For one project and region; left out: 50, which with the burst is 60: see `docs/operating.md`. */
  readonly writesPerMinute?: number;
  /** Left out: a little more than the SDK is given for the request alone. */
  readonly deadlines?: Deadlines;
}

const KINDS = ['Service', 'Traffic', 'Endpoint'] as const;

/** The provider for Cloud Run v2. The SDK is loaded with the first call. */
export function createCloudRun(settings: CloudRun): Provider<RunKind> {
  const newcomers = settings.newcomers ?? createNewcomers(settings.clock);
  const api = paced(createRunApi(callerOver({ ...settings, newcomers })), {
    budget: settings.budget,
    writesPerMinute: settings.writesPerMinute ?? WRITES_PER_MINUTE,
    clock: settings.clock,
  });
  const listing = createListing((at) => api.services(at), settings.clock);
  const look = createLook(api, listing, settings.clock);
  const recall = createRecall(look);
  const hands = { ...settings, api, listing, recall };
  return {
    kinds: KINDS,
    async observe(scope, wanted, signal) {
      const names = new Set(wanted.map(({ target }) => splitTarget(target).workload));
      const found = await unlessAborted(
        () =>
          scope.workload === null
            ? look.environment(scope, names)
            : look.workload(scope, scope.workload),
        signal,
      );
      return found.flatMap(recall.remember);
    },
    rehearse: (scope, desired, signal) =>
      unlessAborted(() => rehearseOn(api, scope, desired), signal),
    apply: (work, signal) => unlessAborted(() => write(hands, work), signal),
    remove: (scope, observed, signal) =>
      unlessAborted(() => removeFrom(hands, { scope, ...placeOf(observed) }), signal),
  };
}

interface Hands {
  readonly api: RunApi;
  readonly listing: Listing;
  readonly recall: Recall;
  readonly clock: Clock;
  readonly log: Log;
}

async function write(hands: Hands, work: Write<RunKind>): Promise<void> {
  const { api, listing, recall, clock, log } = hands;
  const { region } = placeOf(work);
  const at = placeToChange(work.scope, { target: work.target, region });
  const before = work.before ?? work.steps.find((step) => step.before !== null)?.before ?? null;
  const now = before === null ? null : await recall.seenAs(work, before, region);
  if (now !== null && !now.seen.service.owned)
    throw notOurs(inWords(work.target, region), 'rename');
  const creation = now === null ? creationOf(work) : null;
  const change = now === null ? null : changeOf(work, now, clock.now().toISOString());
  if (now === null && creation === null) throw movedOn(inWords(work.target, region), 'is gone');
  try {
    if (creation !== null) await make(hands, work, { at, creation });
    if (change !== null) await api.update(at, change);
  } finally {
    listing.forget(at);
  }
  const mask = change?.mask ?? Object.keys(creation?.service ?? {});
  log.info('cloud run written', { target: work.target, region, mask });
}

async function removeFrom(
  { api, listing, log }: Hands,
  from: { readonly scope: Scope; readonly target: Target; readonly region: string },
): Promise<void> {
  const { scope, target, region } = from;
  const at = placeToChange(scope, { target, region });
  const { environment, workload } = splitTarget(target);
  const service = await api.service(at, workload);
  if (service === null) return;
  if (!owned(service, environment)) throw notOurs(inWords(target, region), 'rename');
  if (isParked(service, environment)) return;
  try {
    await api.remove(at, workload, service.etag ?? '');
  } finally {
    listing.forget(at);
  }
  log.info('cloud run removed', { target, region });
}

/** Asked for as the account that deploys the target. */
function placeToChange(
  scope: Scope,
  { target, region }: { readonly target: Target; readonly region: string },
): Location {
  return { project: scope.runtime.project, region, as: deploying(scope, target) };
}

function placeOf({ target, region }: Pick<Observed, 'target' | 'region'>): {
  readonly target: Target;
  readonly region: string;
} {
  if (region === null) throw new Error(`Cloud Run is asked to change ${target} in no region`);
  return { target, region };
}

/** A call that has been sent is not taken back; who waits for it need not wait on. */
async function unlessAborted<T>(begin: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  // A signal of its own, since one pass looks at many places at once.
  const own = AbortSignal.any([signal]);
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(own.reason as Error);
    own.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([begin(), aborted]);
  } finally {
    own.removeEventListener('abort', stop);
  }
}
