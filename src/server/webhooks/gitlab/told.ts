// What a GitLab webhook tells of itself, for whoever counts them.

import type { Hook, HookKind } from '../forge-hooks.ts';
import { textIn } from '../payload.ts';

/** `event` is the `X-Gitlab-Event` header. */
export function kindOf(event: string): HookKind {
  if (event === 'Merge Request Hook') return 'merge_request';
  return event === 'Push Hook' ? 'push' : 'other';
}

/** Actions that touch the merge request itself, so that `updated_at` is the time of the event; an approval does not. */
const UPDATING = ['open', 'update', 'merge', 'close', 'reopen'];

/**
 * A push does not say when it was.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events
 */
export function happenedAt({ payload }: Hook): number | null {
  const of = (name: string) => textIn(payload, 'object_attributes', name);
  const updated = UPDATING.includes(of('action') ?? '') ? of('updated_at') : null;
  const at = Date.parse(of('actioned_at') ?? updated ?? '');
  return Number.isNaN(at) ? null : at;
}
