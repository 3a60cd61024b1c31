// What a GitLab webhook hints at. Nothing in a payload is believed beyond that something may have changed.

import type { PassRequest } from '../../ports/queue.ts';
import { memberOf, textIn } from './payload.ts';

export interface Hook {
  /** The `X-Gitlab-Event` header: https://docs.gitlab.com/user/project/integrations/webhook_events/ */
  readonly event: string;
  readonly payload: unknown;
}

export interface Watched {
  /** `acme/platform`. */
  readonly project: string;
  readonly defaultBranch: string;
}

/** The passes that should look. Empty for other projects, other branches and events that change nothing of ours. */
export function hintOf({ event, payload }: Hook, watched: Watched): readonly PassRequest[] {
  if (textIn(payload, 'project', 'path_with_namespace') !== watched.project) return [];
  switch (event) {
    case 'Merge Request Hook':
      return mergeRequestHint(payload);
    case 'Push Hook':
      return textIn(payload, 'ref') === `refs/heads/${watched.defaultBranch}` ? [WATCH] : [];
    default:
      return [];
  }
}

const WATCH: PassRequest = { pass: 'watch', key: '*' };

function mergeRequestHint(payload: unknown): readonly PassRequest[] {
  const number = memberOf(payload, 'object_attributes', 'iid');
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return [];
  const review: PassRequest = { pass: 'review', key: String(number) };
  return textIn(payload, 'object_attributes', 'state') === 'merged' ? [review, WATCH] : [review];
}
