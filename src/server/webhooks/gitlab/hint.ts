// What a GitLab webhook hints at. Nothing in a payload is believed beyond that something may have changed.

import type { PassRequest } from '../../../ports/queue.ts';
import type { Hook, Watched } from '../forge-hooks.ts';
import { reviewOf, WATCH } from '../hints.ts';
import { memberOf, textIn } from '../payload.ts';

/**
 * The passes that should look. Empty for other projects, other branches and events that change nothing of ours.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/
 */
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

function mergeRequestHint(payload: object): readonly PassRequest[] {
  const review = reviewOf(memberOf(payload, 'object_attributes', 'iid'));
  const merged = textIn(payload, 'object_attributes', 'state') === 'merged';
  return merged && review.length > 0 ? [...review, WATCH] : review;
}
