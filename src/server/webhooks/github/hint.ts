// What GitHub's webhooks hint at. Nothing in a payload is believed beyond that something may have changed.

import type { EmitterWebhookEvent } from '@octokit/webhooks';
import type { PassRequest } from '../../../ports/queue.ts';
import { reviewOf, WATCH } from '../hints.ts';
import { memberOf } from '../payload.ts';

/**
 * What a payload says it is, of which nothing has been checked: each member may be missing, null, or of another type.
 * Written `a?.b?.c`, a wrong shape is the same as nothing.
 */
type Unsure<T> = T extends object
  ? { readonly [K in keyof T]?: Unsure<T[K]> } | null | undefined
  : unknown;

export type Unchecked<Name extends EmitterWebhookEvent['name']> = NonNullable<
  Unsure<EmitterWebhookEvent<Name>['payload']>
>;

type Hints = readonly PassRequest[];

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
export function pullRequestHint({ pull_request }: Unchecked<'pull_request'>): Hints {
  const review = reviewOf(pull_request?.number);
  return review.length > 0 && pull_request?.merged === true ? [...review, WATCH] : review;
}

/** An approval came, or stands no longer. A text that was edited changes neither. */
export function reviewHint({ action, pull_request }: Unchecked<'pull_request_review'>): Hints {
  return action === 'submitted' || action === 'dismissed' ? reviewOf(pull_request?.number) : [];
}

export function pushHint({ ref }: Unchecked<'push'>, defaultBranch: string): Hints {
  return ref === `refs/heads/${defaultBranch}` ? [WATCH] : [];
}

/**
 * A merge queue waits for our statuses on a commit that it has made. Its branch names the last merge request in the group;
 * the review of that one finds every commit that waits.
 */
export function mergeGroupHint(
  { action, merge_group }: Unchecked<'merge_group'>,
  defaultBranch: string,
): Hints {
  const branch = `refs/heads/gh-readonly-queue/${defaultBranch}/pr-`;
  const { head_ref } = merge_group ?? {};
  if (action !== 'checks_requested' || typeof head_ref !== 'string') return [];
  if (!head_ref.startsWith(branch)) return [];
  return reviewOf(leadingNumber(head_ref.slice(branch.length), '-'));
}

/** Somebody asked for a check again. Only we know what is behind one, so those of other Apps say nothing. */
export function checkRunHint({ action, check_run }: Unchecked<'check_run'>, app: number): Hints {
  if (action !== 'rerequested' && action !== 'requested_action') return [];
  if (memberOf(check_run, 'app', 'id') !== app) return [];
  const external_id = check_run?.external_id;
  // The number alone, or with a digest behind it.
  return typeof external_id === 'string' ? reviewOf(leadingNumber(`${external_id} `, ' ')) : [];
}

/**
 * "Re-run all checks". GitHub names the merge requests of the commit, of any repository; none of those that come from
 * forks, and then all are looked at.
 */
export function checkSuiteHint(
  { action, check_suite, repository }: Unchecked<'check_suite'>,
  app: number,
): Hints {
  if (action !== 'rerequested' || memberOf(check_suite, 'app', 'id') !== app) return [];
  const named: unknown = check_suite?.pull_requests;
  const requests = Array.isArray(named) ? (named as readonly NamedRequest[]) : [];
  const ours = requests
    .filter((request) => request?.base?.repo?.id === repository?.id)
    .flatMap((request) => reviewOf(request?.number));
  return ours.length > 0 ? ours : [WATCH];
}

type NamedRequest = Unsure<{ number: number; base: { repo: { id: number } } }>;

/** The number before the first `end`; NaN where there is none. */
function leadingNumber(text: string, end: string): number {
  const digits = text.slice(0, text.indexOf(end));
  return /^[1-9][0-9]{0,15}$/.test(digits) ? Number(digits) : Number.NaN;
}
