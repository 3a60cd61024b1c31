// The conditions that services and revisions carry.

import type { Condition, Problem, RevisionReason, Service, Timestamp } from '../messages.ts';

export type Outcome =
  | { readonly state: 'succeeded' }
  | { readonly state: 'reconciling'; readonly message?: string; readonly reason?: RevisionReason }
  | { readonly state: 'failed'; readonly message: string; readonly problem: Problem | null };

function condition(type: string, outcome: Outcome, at: Timestamp): Condition {
  switch (outcome.state) {
    case 'succeeded':
      return { type, state: 'CONDITION_SUCCEEDED', lastTransitionTime: at };
    case 'reconciling':
      return {
        type,
        state: 'CONDITION_RECONCILING',
        lastTransitionTime: at,
        ...(outcome.message === undefined ? {} : { message: outcome.message }),
        ...(outcome.reason === undefined ? {} : { revisionReason: outcome.reason }),
      };
    case 'failed':
      return {
        type,
        state: 'CONDITION_FAILED',
        message: outcome.message,
        lastTransitionTime: at,
        ...outcome.problem?.reason,
      };
  }
}

export interface Showing {
  readonly configuration: Outcome;
  readonly routes: Outcome;
  readonly at: Timestamp;
  /** What the service says so far: a condition that stays as it is keeps its time. */
  readonly before: Service;
}

type Shown = Required<Pick<Service, 'terminalCondition' | 'conditions'>>;

/** Service conditions: `Ready` is told apart as the terminal one. */
export function serviceConditions({ at, before, configuration, routes }: Showing): Shown {
  const ready = [configuration, routes].find(({ state }) => state === 'failed') ??
    [configuration, routes].find(({ state }) => state === 'reconciling') ?? { state: 'succeeded' };
  const terminal = condition('Ready', ready, at);
  if (ready.state === 'failed' && configuration.state === 'failed') {
    delete terminal.revisionReason;
    terminal.reason = 'REVISION_FAILED';
  }
  const known = [...(before.conditions ?? []), before.terminalCondition ?? {}];
  const kept = (next: Condition): Condition => {
    const last = known.find(({ type }) => type === next.type);
    const same = last?.state === next.state && last?.message === next.message;
    return same ? { ...next, lastTransitionTime: last?.lastTransitionTime ?? at } : next;
  };
  return {
    terminalCondition: kept(terminal),
    conditions: [
      kept(condition('RoutesReady', routes, at)),
      kept(condition('ConfigurationsReady', configuration, at)),
    ],
  };
}

export function revisionConditions(
  phase: 'starting' | 'ready' | 'failed',
  problem: Problem | null,
  at: Timestamp,
): Condition[] {
  const outcome: Outcome =
    phase === 'ready'
      ? { state: 'succeeded' }
      : phase === 'starting'
        ? { state: 'reconciling', message: 'Deploying revision.', reason: 'PENDING' }
        : { state: 'failed', message: problem?.message ?? '', problem };
  const pulled = problem !== null && 'reason' in problem.reason;
  const types = ['Ready', 'ResourcesAvailable', 'ContainerReady', 'ContainerHealthy'];
  return types.map((type) => {
    const passed =
      phase === 'failed' &&
      (type === 'ResourcesAvailable' || (type === 'ContainerReady' && !pulled));
    return condition(type, passed ? { state: 'succeeded' } : outcome, at);
  });
}
