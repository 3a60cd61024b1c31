// What would change: a value that can be shown, compared and carried out.

import type { Address, Target } from '../resources/address.ts';
import type { Kind } from '../resources/kinds.ts';
import type { Observed, Resource } from '../resources/resource.ts';

export interface Difference {
  /** Dotted, as a user would say it: `scaling.minInstances`, `environment.LOG_LEVEL`. */
  readonly path: string;
  /** Rendered values; null is absent. */
  readonly before: string | null;
  readonly after: string | null;
}

export type Action = 'create' | 'update' | 'park' | 'remove';

/** What a step does to the world that a reviewer must weigh. */
export type Risk =
  /** Only a new revision or traffic: rollback is a traffic shift. */
  | 'revision'
  /** Acts at once on what serves: scaling, labels. */
  | 'immediate'
  /** Widens who may call. */
  | 'exposure'
  /** Who may do what changes: accounts, roles, policies. */
  | 'identity'
  /** Takes something away. */
  | 'removal';

/** One change that the plan would make to the world. Two plans with equal effects do the same. */
export interface Effect {
  readonly address: Address;
  readonly action: Action;
  /** The field, or empty for the whole resource. */
  readonly path: string;
  readonly after: string | null;
  readonly risk: Risk;
}

/** How far a step is, judged from what was observed. */
export type Standing =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly on: Address }
  /** The world is busy with it; `message` in its own words. */
  | { readonly state: 'under way'; readonly message: string }
  /** Its part is done; the difference goes away when what rests on it has moved. */
  | { readonly state: 'settled' }
  | { readonly state: 'failed'; readonly message: string };

export type Step<K extends Kind = Kind> = {
  [P in K]: {
    readonly kind: P;
    readonly address: Address;
    readonly target: Target;
    readonly region: string | null;
    readonly action: Action;
    readonly before: Observed<P> | null;
    /** Null: it is removed. */
    readonly after: Resource<P> | null;
    readonly differences: readonly Difference[];
    readonly effects: readonly Effect[];
    readonly standing: Standing;
    /**
     * Service: the revision that holds, or will hold, the wanted template.
     * Traffic: the revision that the wanted template's share goes to. Null elsewhere.
     */
    readonly revision: string | null;
  };
}[K];

/** A step that makes, changes or parks something: all but removals. */
export type Making<K extends Kind = Kind> = {
  [P in K]: Step<P> & { readonly after: Resource<P> };
}[K];

export function isMaking<K extends Kind>(step: Step<K>): step is Making<K> {
  return step.action !== 'remove';
}

export interface Plan {
  readonly target: Target;
  /** Digest of what the target's documents ask for; see `intentOf`. */
  readonly intent: string;
  /** Steps within a wave are independent; waves run in order. */
  readonly waves: readonly (readonly Step[])[];
  readonly unchanged: readonly Address[];
  /** Live things in the way that do not carry our labels. A plan with any of these is not applied. */
  readonly foreign: readonly Address[];
}
