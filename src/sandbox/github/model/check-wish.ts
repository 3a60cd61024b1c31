// What an App wants a check run to say.

import type { Annotation, CheckAction, CheckConclusion } from '../../forge/model/check.ts';

export interface CheckWish {
  readonly name?: string;
  /** The commit that it is about; of a new run alone. */
  readonly sha?: string;
  readonly externalId?: string;
  readonly detailsUrl?: string;
  readonly status?: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: CheckConclusion;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly text?: string;
  };
  /** In addition to those that are there. */
  readonly annotations: readonly Annotation[];
  readonly actions?: readonly CheckAction[];
}
