// Brings new revisions up, once each, and stores what became of them.

import type { Log } from '../../../ports/log.ts';
import { ImageFailure } from './image.ts';
import type { Problem, RevisionState, ServiceKey } from '../messages.ts';
import { revisionName } from '../names.ts';
import { startProblem } from './problems.ts';
import type { Kitchen } from './recipe.ts';
import { revisionEnded } from '../service/settle.ts';
import type { Stamps } from '../../google/serve/stamps.ts';
import type { Store } from '../store.ts';

/** Why a revision cannot even be tried: what it refers to is not there, or not for it. Null: nothing stands in its way. */
export type FindProblem = (key: ServiceKey, revision: RevisionState) => Problem | null;

export interface Deciding {
  readonly store: Store;
  readonly kitchen: Kitchen;
  readonly problem: FindProblem;
  readonly stamps: Stamps;
  readonly log: Log;
  /** Resolves to null when the program does not come up. */
  readonly start: (key: ServiceKey, revision: RevisionState) => Promise<number | null>;
  /** When aborted, nothing is stored any more: the next start tries again. */
  readonly closing: AbortSignal;
}

export interface Decisions {
  /** Resolves when the revision has come up or failed; at once when that is long known. */
  decided(key: ServiceKey, revision: string): Promise<void>;
  /** Resolves when no decision is under way. */
  idle(): Promise<void>;
}

export function createDecisions(deciding: Deciding): Decisions {
  const going = new Map<string, Promise<void>>();
  return {
    async decided(key, name) {
      const full = revisionName(key, name);
      const decision =
        going.get(full) ?? decide(key, name, deciding).finally(() => going.delete(full));
      going.set(full, decision);
      await decision;
    },
    async idle() {
      await Promise.allSettled(going.values());
    },
  };
}

async function decide(key: ServiceKey, name: string, deciding: Deciding): Promise<void> {
  const { closing, log, stamps, store } = deciding;
  const revision = store.service(key)?.revisions.find((found) => found.name === name);
  if (revision?.phase !== 'starting') return;
  const { image, problem } = await attempt(key, revision, deciding);
  const state = store.service(key);
  if (closing.aborted || state === null) return;
  if (problem !== null) log.warn('revision failed', { revision: name, problem: problem.message });
  store.put(revisionEnded(state, { name, problem, image, at: stamps() }));
}

interface Attempt {
  readonly image: string | null;
  readonly problem: Problem | null;
}

async function attempt(
  key: ServiceKey,
  revision: RevisionState,
  { kitchen, log, problem: find, start }: Deciding,
): Promise<Attempt> {
  const first = find(key, revision);
  if (first !== null) return { image: null, problem: first };
  try {
    const image = await kitchen.prepare(revision);
    const port = await start(key, revision);
    const problem = port === null ? startProblem(key, revision) : null;
    return { image: image.reference, problem };
  } catch (error) {
    if (error instanceof ImageFailure) return { image: null, problem: error.problem };
    log.error('revision could not be started', { revision: revision.name, error: String(error) });
    return { image: null, problem: startProblem(key, revision) };
  }
}
