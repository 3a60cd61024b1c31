// Which merge requests may have to say something else than when they were last asked for.

import type { Forge, MergeRequest, Sha } from '../../ports/forge.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PassRequest, Queue } from '../../ports/queue.ts';
import { recent } from '../recent.ts';

/** Asks for the reviews that are due, given the tip of the default branch. */
export type Reviews = (head: Sha) => Promise<void>;

/** A merged or closed merge request is looked for this long after it was last touched. */
const RECENT_MS = 30 * 60_000;
const REMEMBERED = 5_000;

/**
 * What has not changed since it was last asked for is not asked for again; an open one is, now and then, since
 * what runs may have changed. A restart forgets, and asks once more; so does another replica.
 */
export function createReviews({
  forge,
  queue,
  clock,
}: {
  forge: Forge;
  queue: Queue;
  clock: Clock;
}): Reviews {
  const asked = recent<string>(REMEMBERED);
  return async (head) => {
    const now = clock.now().getTime();
    const updatedAfter = new Date(now - RECENT_MS).toISOString();
    const open = await forge.mergeRequests({ state: 'open' });
    const touched = await forge.mergeRequests({ state: 'all', updatedAfter });
    const halfHour = Math.floor(now / RECENT_MS);
    const seen = (mergeRequest: MergeRequest): string =>
      mergeRequest.state === 'open'
        ? `${mergeRequest.head} ${mergeRequest.updatedAt} ${head} ${halfHour}`
        : `${mergeRequest.state} ${mergeRequest.updatedAt}`;
    const due = new Map(
      [...open, ...touched]
        .map((mergeRequest) => [String(mergeRequest.number), seen(mergeRequest)] as const)
        .filter(([key, sight]) => asked.get(key) !== sight),
    );
    await queue.request([...due.keys()].map((key): PassRequest => ({ pass: 'review', key })));
    // Only what is stored has been asked for.
    for (const [key, sight] of due) asked.set(key, sight);
  };
}
