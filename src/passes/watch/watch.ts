// The pass that finds what no event told: it compares Git, the forge and the ledger, and asks for passes.

import { targetsOf } from '../../documents/catalogue.ts';
import { observe } from '../../engine/observe.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { PassRequest } from '../../ports/queue.ts';
import { scopeOfEnvironment } from '../../reconciler/scope.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { concernedTargets } from '../review/concerned-targets.ts';
import type { Pass, PassResult } from '../worker.ts';
import { createReviews, type Reviews } from './reviews.ts';

export interface WatchSettings {
  /** How long until everything is looked at again, in milliseconds. */
  readonly everyMs: number;
}

export function createWatch(outside: Outside, { everyMs }: WatchSettings): Pass {
  const reviews = createReviews(outside);
  const again = (): PassResult => ({ again: new Date(outside.clock.now().getTime() + everyMs) });
  return async (_lease, signal) => {
    try {
      await resync(outside, reviews, signal);
    } catch (error) {
      // What cannot go through until somebody mends it must not end the looking for good.
      if (!(error instanceof Failure) || error.retry === 'later') throw error;
      outside.log.error('resync refused', { code: error.code, error: error.message });
    }
    return again();
  };
}

async function resync(outside: Outside, reviews: Reviews, signal: AbortSignal): Promise<void> {
  await outside.repository.fetch();
  const head = await outside.repository.head(outside.settings.defaultBranch);
  if (head === null) throw new Error(`the branch ${outside.settings.defaultBranch} does not exist`);
  const targets = await targetsToLookAt(outside, head, signal);
  await outside.queue.request([...passesFor(targets), ...(await refused(outside))]);
  await outside.queue.request(await reviews(head));
  await outside.ledger.setResynced(head);
  outside.log.info('resync', { commit: head, targets: targets.length });
}

/** What changed since the last resync, and what has not ended; without a record, everything. */
async function targetsToLookAt(
  outside: Outside,
  head: Sha,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const known = await outside.ledger.all();
  const unfinished = known.filter(({ outcome }) => outcome === null || outcome.type === 'held');
  const base = await outside.ledger.resynced();
  const changed =
    base === null
      ? [...(await everything(outside, head, signal)), ...known.map(({ target }) => target)]
      : await changedSince(outside, { base, head }, signal);
  return [...new Set([...changed, ...unfinished.map(({ target }) => target)])].sort();
}

/** A commit that was pushed over is not in a mirror that was made anew: then everything is looked at. */
async function changedSince(
  outside: Outside,
  { base, head }: { base: Sha; head: Sha },
  signal: AbortSignal,
): Promise<readonly Target[]> {
  if (base === head) return [];
  try {
    const changes = await outside.repository.changes(base, head);
    return await concernedTargets(outside, { base, tree: head, changes });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'RUNWAY_GIT_FAILED') throw error;
    outside.log.warn('no difference to the last resync', { base, error });
    return everything(outside, head, signal);
  }
}

/** All targets in Git, and all that run with our labels: a file may have gone while nobody looked. */
async function everything(
  outside: Outside,
  head: Sha,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const catalogue = await outside.desired.catalogue(head);
  const live: Target[] = [];
  for (const { value } of await outside.desired.environments(head)) {
    const scope = scopeOfEnvironment(value);
    const observed = await observe(outside.providers, { scope, wanted: [] }, signal);
    live.push(...observed.filter(({ owned }) => owned).map(({ target }) => target));
  }
  return [...targetsOf(catalogue), ...live];
}

function passesFor(targets: readonly Target[]): readonly PassRequest[] {
  return targets.flatMap((key) => [
    { pass: 'converge', key },
    { pass: 'promote', key },
  ]);
}

/** Passes that the world refused: somebody may have granted since what was missing. */
async function refused({ queue }: Outside): Promise<readonly PassRequest[]> {
  const dead = await queue.list({ state: 'dead' });
  return dead
    .filter(({ lastError }) => lastError?.startsWith('RUNWAY_') === true)
    .map(({ pass, key }) => ({ pass, key }));
}
