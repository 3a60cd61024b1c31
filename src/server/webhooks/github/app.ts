// The Probot application: which events are heard, and who says what each hints at. It asks GitHub nothing and only stores.

import type { EmitterWebhookEventName } from '@octokit/webhooks';
import type { Probot } from 'probot';
import type { PassRequest } from '../../../ports/queue.ts';
import type { Watched } from '../forge-hooks.ts';
import {
  checkRunHint,
  checkSuiteHint,
  mergeGroupHint,
  pullRequestHint,
  pushHint,
  reviewHint,
} from './hint.ts';

/**
 * Those that `app.yml` asks for. GitHub sends every App `ping`, `installation` and others of that kind too, which say
 * nothing about the repository.
 */
export const heard = [
  'pull_request',
  'pull_request_review',
  'push',
  'check_run',
  'check_suite',
  'merge_group',
] as const satisfies readonly EmitterWebhookEventName[];

export type Heard = (typeof heard)[number];

export interface AppParts {
  readonly watched: Watched;
  /** The App's number: other Apps' checks are not ours. */
  readonly appId: number;
  /** Stores what an event hints at; it is known by its payload, the object itself. */
  readonly take: (payload: object, hints: readonly PassRequest[]) => Promise<void>;
}

export function runwayApp({ watched, appId, take }: AppParts): (app: Probot) => void {
  const { defaultBranch } = watched;
  return (app) => {
    app.on('pull_request', ({ payload }) => take(payload, pullRequestHint(payload)));
    app.on('pull_request_review', ({ payload }) => take(payload, reviewHint(payload)));
    app.on('push', ({ payload }) => take(payload, pushHint(payload, defaultBranch)));
    app.on('check_run', ({ payload }) => take(payload, checkRunHint(payload, appId)));
    app.on('check_suite', ({ payload }) => take(payload, checkSuiteHint(payload, appId)));
    app.on('merge_group', ({ payload }) => take(payload, mergeGroupHint(payload, defaultBranch)));
  };
}
