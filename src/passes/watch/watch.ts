// The pass that finds what no event told: it compares Git, the forge and the ledger, and asks for passes.

import { observe } from '../../engine/observe.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { PassKey, PassRequest, QueuedPass } from '../../ports/queue.ts';
import { scopeOfEnvironment } from '../../reconciler/scope.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { untoldTargets } from '../converge/deployment-records.ts';
import { concernedTargets } from '../review/concerned-targets.ts';
import type { Pass, PassResult } from '../pass.ts';
import { createMissedEvents } from './missed-events.ts';
import { createReviews, type Reviews } from './reviews.ts';

export interface WatchSettings {
  /** How long until everything is looked at again, in milliseconds. */
  readonly everyMs: number;
}

interface Found {
  readonly targets: readonly Target[];
  /** Why not all could be looked at: the same must be asked once more. */
  readonly trouble: Error | null;
}

export function createWatch(outside: Outside, { everyMs }: WatchSettings): Pass {
  const reviews = createReviews(outside);
  const missed = createMissedEvents(outside);
  const again = (): PassResult => ({ again: new Date(outside.clock.now().getTime() + everyMs) });
  return async (_lease, signal) => {
    try {
      await resync(outside, reviews, signal);
      await missed();
    } catch (error) {
      // What cannot go through until somebody mends it must not end the looking for good.
      if (!(error instanceof Failure) || error.retry === 'later') throw error;
      outside.log.error('resync refused', { error });
    }
    return again();
  };
}

async function resync(outside: Outside, reviews: Reviews, signal: AbortSignal): Promise<void> {
  await outside.repository.fetch();
  const head = await outside.repository.head(outside.settings.defaultBranch);
  if (head === null) throw new Error(`the branch ${outside.settings.defaultBranch} does not exist`);
  const known = await outside.ledger.all();
  const { targets, trouble } = await toLookAt(outside, { head, known }, signal);
  const { ships } = outside.program;
  const untold = ships ? untoldTargets(known) : [];
  const wanted = [
    ...targets.map((key): PassRequest => ({ pass: 'converge', key })),
    ...(ships ? targets : []).map((key): PassRequest => ({ pass: 'promote', key })),
    ...untold.map((key): PassRequest => ({ pass: 'converge', key })),
  ];
  await outside.queue.request(await worthAsking(outside, wanted));
  await reviews(head);
  if (trouble !== null) throw trouble;
  await outside.ledger.setResynced(head);
  outside.log.info('resync', { commit: head, targets: targets.length });
}

/** What changed since the last resync, and what has not ended; without a record, everything. */
async function toLookAt(
  outside: Outside,
  { head, known }: { readonly head: Sha; readonly known: readonly Convergence[] },
  signal: AbortSignal,
): Promise<Found> {
  const unfinished = known.filter(({ outcome }) => outcome === null || outcome.type === 'held');
  const base = await outside.ledger.resynced();
  const { targets, trouble } =
    base === null
      ? await everything(outside, head, signal)
      : await changedSince(outside, { base, head }, signal);
  const more = base === null ? known : unfinished;
  return {
    targets: [...new Set([...targets, ...more.map(({ target }) => target)])].sort(),
    trouble,
  };
}

/** A commit that was pushed over is not in a mirror that was made anew: then everything is looked at. */
async function changedSince(
  outside: Outside,
  { base, head }: { base: Sha; head: Sha },
  signal: AbortSignal,
): Promise<Found> {
  if (base === head) return { targets: [], trouble: null };
  try {
    const changes = await outside.repository.changes(base, head);
    const targets = await concernedTargets(outside, { base, tree: head, changes });
    return { targets, trouble: null };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'RUNWAY_GIT_FAILED') throw error;
    outside.log.warn('no difference to the last resync', { base, error });
    return everything(outside, head, signal);
  }
}

/**
 * All targets in Git, and all that run with our labels: a file may have gone while nobody looked. An environment
 * that cannot be looked at keeps none of the others waiting.
 */
async function everything(outside: Outside, head: Sha, signal: AbortSignal): Promise<Found> {
  const environments = await outside.desired.environments(head);
  const looks = await Promise.allSettled(
    environments.map(({ value }) =>
      observe(outside.providers, { scope: scopeOfEnvironment(value), wanted: [] }, signal),
    ),
  );
  signal.throwIfAborted();
  const live = looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
  const failed = looks.find((look) => look.status === 'rejected');
  return {
    targets: [
      ...outside.program.targetsOf(await outside.desired.catalogue(head)),
      ...live.filter(({ owned }) => owned).map(({ target }) => target),
    ],
    trouble: failed === undefined ? null : errorOf(failed.reason),
  };
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/**
 * Beside what is wanted, passes that the world refused: somebody may have granted since what was missing. What was
 * cut off again and again keeps its wait, since every start begins with a resync.
 */
async function worthAsking(
  { queue }: Outside,
  wanted: readonly PassRequest[],
): Promise<readonly PassRequest[]> {
  const known = await queue.list({ state: 'all' });
  const cutOff = new Set(known.filter(wasCutOff).map(nameOf));
  const refused = known.filter(
    ({ state, lastError }) => state === 'dead' && lastError?.startsWith('RUNWAY_') === true,
  );
  return [...wanted, ...refused.map(({ pass, key }) => ({ pass, key }))].filter(
    (each) => !cutOff.has(nameOf(each)),
  );
}

function wasCutOff({ lastError }: QueuedPass): boolean {
  return lastError?.startsWith('RUNWAY_PASS_ABANDONED') === true;
}

function nameOf({ pass, key }: PassKey): string {
  return `${pass} ${key}`;
}
