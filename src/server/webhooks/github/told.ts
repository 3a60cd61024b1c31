// What a GitHub webhook tells of itself, for whoever counts them.

import type { Hook, HookKind } from '../forge-hooks.ts';
import { memberOf, textIn } from '../payload.ts';
import type { Heard } from './app.ts';

const KINDS = {
  pull_request: 'merge_request',
  pull_request_review: 'review',
  push: 'push',
  check_run: 'check',
  check_suite: 'check',
  merge_group: 'merge_queue',
} as const satisfies Readonly<Record<Heard, HookKind>>;

/** `event` is the `X-GitHub-Event` header. */
export function kindOf(event: string): HookKind {
  return Object.hasOwn(KINDS, event) ? KINDS[event as Heard] : 'other';
}

/** Actions that change the merge request itself, so that `updated_at` is the time of the event. */
const UPDATING = ['opened', 'edited', 'synchronize', 'closed', 'reopened', 'ready_for_review'];

/**
 * The other events do not say when they were.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function happenedAt({ event, payload }: Hook): number | null {
  if (event === 'push') return pushedAt(payload);
  const action = textIn(payload, 'action') ?? '';
  if (event === 'pull_request' && UPDATING.includes(action)) {
    return timeOf(textIn(payload, 'pull_request', 'updated_at'));
  }
  if (event !== 'pull_request_review' || action !== 'submitted') return null;
  return timeOf(textIn(payload, 'review', 'submitted_at'));
}

/** Here, and in no other payload, it is a number of seconds. */
function pushedAt(payload: object): number | null {
  const seconds = memberOf(payload, 'repository', 'pushed_at');
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : null;
}

function timeOf(text: string | null): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}
