// The pass that finds what no event told: it compares Git, the forge and the ledger, and asks for passes.

import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { PassKey, PassRequest, QueuedPass } from '../../ports/queue.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { untoldTargets } from '../converge/deployment-records.ts';
import { concernedTargets } from '../review/files/concerned-targets.ts';
import type { Pass, PassResult } from '../pass.ts';
import { createPoll } from '../rotate/poll.ts';
import { everything } from './everything.ts';
import { createMissedEvents } from './missed-events.ts';
import { createReviews, type Reviews } from './reviews.ts';

export interface WatchSettings {
  /** How long until everything is looked at again, in milliseconds. */
  readonly everyMs: number;
}

interface ToLookAt {
  readonly targets: readonly Target[];
  /** Why not all could be looked at: the same must be asked once more. */
  readonly trouble: Error | null;
}

interface Resync {
  readonly head: Sha;
  readonly known: readonly Convergence[];
  readonly round: boolean;
}

export function createWatch(outside: Outside, { everyMs }: WatchSettings): Pass {
  const reviews = createReviews(outside);
  const missed = createMissedEvents(outside);
  const poll = createPoll(outside);
  const now = (): number => outside.clock.now().getTime();
  const again = (): PassResult => ({ again: new Date(now() + everyMs) });
  let roundAt = Number.NEGATIVE_INFINITY;
  return async (_lease, signal) => {
    try {
      // Every push to the default branch asks for a resync, and a look at everything is not cheap.
      const round = outside.program.heals && now() - roundAt >= everyMs;
      const head = await resync(outside, { reviews, round }, signal);
      if (round) roundAt = now();
      if (outside.program.ships) await poll(head, signal);
      await missed();
    } catch (error) {
      // What cannot go through until somebody mends it must not end the looking for good.
      if (!(error instanceof Failure) || error.retry === 'later') throw error;
      outside.log.error('resync refused', { error });
    }
    return again();
  };
}

/** Gives the tip of the default branch. */
async function resync(
  outside: Outside,
  { reviews, round }: { readonly reviews: Reviews; readonly round: boolean },
  signal: AbortSignal,
): Promise<Sha> {
  await outside.repository.fetch();
  const head = await outside.repository.head(outside.settings.defaultBranch);
  if (head === null) throw new Error(`the branch ${outside.settings.defaultBranch} does not exist`);
  const known = await outside.ledger.all();
  const { targets, trouble } = await toLookAt(outside, { head, known, round }, signal);
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
  return head;
}

/**
 * What changed since the last resync, and what has not ended; without a record, everything. `round`: beside that,
 * whatever differs from what is wanted.
 */
async function toLookAt(
  outside: Outside,
  { head, known, round }: Resync,
  signal: AbortSignal,
): Promise<ToLookAt> {
  const base = await outside.ledger.resynced();
  const changed = base === null ? null : await changedSince(outside, { base, head });
  const all = changed === null || round ? await everything(outside, head, signal) : null;
  const remembered =
    base === null
      ? known
      : known.filter(({ outcome }) => outcome === null || outcome.type === 'held');
  const targets = [
    ...(changed ?? all?.named ?? []),
    ...(all?.found ?? []),
    ...remembered.map(({ target }) => target),
  ];
  return { targets: [...new Set(targets)].sort(), trouble: all?.trouble ?? null };
}

/** Null when it cannot be told: a commit that was pushed over is not in a mirror that was made anew. */
async function changedSince(
  outside: Outside,
  { base, head }: { base: Sha; head: Sha },
): Promise<readonly Target[] | null> {
  if (base === head) return [];
  try {
    const changes = await outside.repository.changes(base, head);
    return await concernedTargets(outside, { base, tree: head, changes });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'RUNWAY_GIT_FAILED') throw error;
    outside.log.warn('no difference to the last resync', { base, error });
    return null;
  }
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
