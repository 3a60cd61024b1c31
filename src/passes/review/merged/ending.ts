// What a merge led to for one target: the converging that answered it, or why there is none.

import type { Outcome } from '../../../plan/outcome.ts';
import type { Sha } from '../../../ports/forge.ts';
import type { Convergence } from '../../../ports/ledger.ts';
import type { Target } from '../../../resources/address.ts';
import { causeOf } from '../../converge/admit.ts';
import { intentAsked, read } from '../../converge/look.ts';
import type { Outside } from '../../outside.ts';

export interface Ending {
  /** Null while none has begun, and when none ever will. */
  readonly convergence: Convergence | null;
  /** Null while it is under way, or before it has begun. */
  readonly outcome: Outcome | null;
}

export interface Asking {
  /** What the merge left on the default branch. */
  readonly commit: Sha;
  readonly mergeRequest: number;
  readonly target: Target;
  /** What the target's documents ask for at that commit. */
  readonly intent: string;
}

/**
 * The first converging whose commit contains the merge; or, when the target was already in step with what the
 * merge asks, the one that brought it there.
 */
export async function endingOf(outside: Outside, asking: Asking): Promise<Ending> {
  const first = lastTry(await since(outside, asking));
  if (first !== null) {
    const own = first.intent === asking.intent || first.mergeRequest === asking.mergeRequest;
    return own ? ended(outside, first) : superseded(outside, first.mergeRequest, first.commit);
  }
  const latest = await outside.ledger.latest(asking.target);
  if (latest?.intent === asking.intent && latest.outcome !== null) return ended(outside, latest);
  return notBegun(outside, asking);
}

/** Those whose commit contains the merge, oldest first. A long history costs an old merge request and not a new one. */
async function since(
  { ledger, repository }: Outside,
  { commit, target }: Asking,
): Promise<readonly Convergence[]> {
  for (let limit = 20; ; limit *= 4) {
    const history = await ledger.history(target, limit);
    const found: Convergence[] = [];
    for (const entry of history) {
      if (!(await repository.contains(entry.commit, commit))) return found;
      found.unshift(entry);
    }
    if (history.length < limit) return found;
  }
}

/** What was held is tried again, and what was parked is deleted; both count as they ended at last. */
function lastTry([first, ...later]: readonly Convergence[]): Convergence | null {
  if (first === undefined) return null;
  const [next] = later;
  const passing = first.outcome?.type === 'held' || first.outcome?.type === 'parked';
  const again = passing && next?.intent === first.intent;
  return again ? lastTry(later) : first;
}

async function ended(outside: Outside, convergence: Convergence): Promise<Ending> {
  const outcome = convergence.outcome ?? (await gaveUp(outside, convergence.target));
  return { convergence, outcome };
}

/** What the default branch no longer asks for will never be converged to. */
async function notBegun(outside: Outside, asking: Asking): Promise<Ending> {
  const { target, intent, mergeRequest } = asking;
  const head = await outside.repository.head(outside.settings.defaultBranch);
  if (head !== null && intentAsked(await read(outside, head, target)) !== intent) {
    const cause = await causeOf(outside, { target, commit: head });
    if (cause !== mergeRequest) return superseded(outside, cause, head);
  }
  if (await nothingThere(outside, asking))
    return { convergence: null, outcome: { type: 'removed' } };
  return { convergence: null, outcome: await gaveUp(outside, target) };
}

/**
 * Converging to nothing, where nothing is and nothing is remembered, leaves no record. It has been asked for once a
 * resync has seen the merge, and is over when no pass is left.
 */
async function nothingThere(outside: Outside, asking: Asking): Promise<boolean> {
  const { ledger, queue, repository } = outside;
  const asked = await read(outside, asking.commit, asking.target);
  if (asked.type !== 'removal') return false;
  const seen = await ledger.resynced();
  if (seen === null || !(await repository.contains(seen, asking.commit))) return false;
  const passes = await queue.list({ state: 'all' });
  return !passes.some(({ pass, key }) => pass === 'converge' && key === asking.target);
}

function superseded({ forge }: Outside, mergeRequest: number | null, commit: Sha): Ending {
  const by = mergeRequest === null ? `commit ${commit.slice(0, 8)}` : forge.reference(mergeRequest);
  return { convergence: null, outcome: { type: 'superseded', by } };
}

/** What the world refused before anything could be recorded. It stays said while the pass is tried again. */
async function gaveUp({ queue }: Outside, target: Target): Promise<Outcome | null> {
  const passes = await queue.list({ state: 'all' });
  const found = passes.find(({ pass, key }) => pass === 'converge' && key === target);
  const resting = found?.state === 'dead' || found?.failures === 0;
  if (!resting || found.lastError === null) return null;
  return { type: 'held', reason: found.lastError.replace(/^[A-Z_]+: /, '') };
}
