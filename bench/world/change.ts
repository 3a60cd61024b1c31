// One merge request of a prepared change: pushed, opened, reviewed, and its comment held to the truth.

import { createReview } from '#runway/passes/review/review.js';
import type { Sha } from '#runway/ports/forge.js';
import { git } from '../process/git.ts';
import type { PreparedChange } from '../repository/generate.ts';
import { releaseOf, workloadNames } from '../repository/names.ts';
import { leaseOf } from './lease.ts';
import type { Resident } from './resident.ts';

export interface OpenedChange {
  readonly number: number;
  readonly change: PreparedChange;
  /** What the comment's first line must say. */
  readonly says: string;
}

/** A push and a new merge request, as the forge would have them. */
export async function openChange(
  { forge }: Resident,
  bare: string,
  asked: { readonly change: PreparedChange; readonly step: number },
): Promise<OpenedChange> {
  const { change, step } = asked;
  const { name } = workloadNames(change.index);
  const source = `ship-${name}-${step}`;
  await git(bare, 'update-ref', `refs/heads/${source}`, change.commit);
  const number = forge.people.open({
    title: `Ship ${name}`,
    source,
    author: 'alice',
    head: change.commit as Sha,
  });
  const { version } = releaseOf(name, step);
  return { number, change, says: `merging deploys ${name} ${version} to staging` };
}

/** One review pass, as the worker would run it. */
export async function review(resident: Resident, { number }: OpenedChange): Promise<void> {
  const lease = await leaseOf({ pass: 'review', key: String(number) });
  await createReview(resident.outside)(lease, new AbortController().signal);
}

/** Throws unless the one comment plans exactly this target, and the status says that it is fine. */
export function checkReviewed({ forge }: Resident, opened: OpenedChange): void {
  const { number, change, says } = opened;
  const comments = forge.people.notes(number).filter(({ author }) => author === 'runway');
  const body = comments[0]?.body ?? '';
  const rows = body.match(/^\| *[a-z]+\/[a-z0-9-]+ *\|/gm) ?? [];
  const planned = rows.length === 1 && (rows[0] ?? '').includes(change.target);
  const statuses = forge.people.statuses(change.commit as Sha);
  const plan = statuses.find(({ context }) => context === 'runway/plan');
  if (comments.length === 1 && planned && body.includes(says) && plan?.state === 'passed') return;
  throw new Error(
    `the review of ${change.target} is not what it must be (${comments.length} comments, ${rows.length} targets, ` +
      `runway/plan ${plan?.state ?? 'absent'}):\n${body.slice(0, 800)}`,
  );
}
