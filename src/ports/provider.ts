// Makes the kinds that stand behind one sort of outside object.

import type { Making } from '../plan/plan.ts';
import type { Target } from '../resources/address.ts';
import type { Kind } from '../resources/kinds.ts';
import type { Marks, Observed, Resource } from '../resources/resource.ts';
import type { Scope } from '../resources/scope.ts';

/** Steps on one outside object, to be written together in one request. */
export interface Write<K extends Kind = Kind> {
  readonly scope: Scope;
  readonly target: Target;
  readonly region: string | null;
  /** Steps of `action` create, update or park; never remove. May be empty: then only marks change. */
  readonly steps: readonly Making<K>[];
  /** Marks to set beside the steps; a field left out stays as it is, null clears it. */
  readonly marks: Partial<Marks>;
  /** The service as it was observed, or null when there was none; carries what the write relies on. */
  readonly before: Observed<K> | null;
  /** What is there and not ours may be taken over. */
  readonly adopt: boolean;
}

export interface Provider<K extends Kind = Kind> {
  readonly kinds: readonly K[];

  /**
   * Everything of these kinds in scope, foreign things with the names of ours included (`owned: false`).
   * For kinds that cannot be listed, `wanted` says what to look for.
   * Reads only. Not being there is an empty list; not being able to look is a Failure.
   */
  observe(
    scope: Scope,
    wanted: readonly Resource<K>[],
    signal: AbortSignal,
  ): Promise<readonly Observed<K>[]>;

  /** What the other side would refuse, in its own words, without any effect. Empty when it accepts or cannot tell. */
  rehearse(
    scope: Scope,
    desired: readonly Resource<K>[],
    signal: AbortSignal,
  ): Promise<readonly string[]>;

  /**
   * Writes the steps as one request where one object is behind them. Safe to repeat.
   * Refuses with RUNWAY_RUNTIME_CONFLICT if the object has moved on from `before`.
   * Returns when accepted, not when ready; Image returns when the copy is complete.
   */
  apply(write: Write<K>, signal: AbortSignal): Promise<void>;

  /**
   * Removes the object behind what was observed; Service, Traffic and Endpoint have one in common. Absence is
   * success. Never removes what is not ours.
   */
  remove(scope: Scope, observed: Observed<K>, signal: AbortSignal): Promise<void>;
}
