// From the ledger's entries to the convergence that they tell of.

import type { Target } from '../../resources/address.ts';
import type { Outcome, Progress } from '../../plan/outcome.ts';
import type { DeploymentState } from '../../ports/forge.ts';
import type { Convergence, NewConvergence } from '../../ports/ledger.ts';

export type Event =
  | { readonly type: 'begun'; readonly data: Omit<NewConvergence, 'target'> }
  | { readonly type: 'tried'; readonly data: { readonly revision: string } }
  | { readonly type: 'progressed'; readonly data: { readonly progress: readonly Progress[] } }
  | { readonly type: 'ended'; readonly data: { readonly outcome: Outcome } }
  | { readonly type: 'recorded'; readonly data: { readonly state: DeploymentState } };

export type Entry = Event & {
  /** ISO 8601. */
  readonly at: string;
  readonly target: Target;
  readonly convergence: number;
};

/**
 * One convergence from its entries, oldest first; null when they do not start with its beginning.
 * The newest word counts, but what was superseded stays superseded.
 */
export function fold(entries: readonly Entry[]): Convergence | null {
  const [first, ...rest] = entries;
  if (first === undefined || first.type !== 'begun') return null;
  const begun: Convergence = {
    id: first.convergence,
    target: first.target,
    ...first.data,
    startedAt: first.at,
    progress: [],
    tried: [],
    recorded: null,
    outcome: null,
    endedAt: null,
  };
  return rest.reduce(next, begun);
}

function next(state: Convergence, entry: Entry): Convergence {
  if (entry.type === 'begun') return state;
  if (entry.type === 'tried') {
    return { ...state, tried: [...new Set([...state.tried, entry.data.revision])] };
  }
  if (entry.type === 'progressed') return { ...state, progress: entry.data.progress };
  if (entry.type === 'recorded') return { ...state, recorded: entry.data.state };
  if (state.outcome?.type === 'superseded') return state;
  return { ...state, outcome: entry.data.outcome, endedAt: entry.at };
}
