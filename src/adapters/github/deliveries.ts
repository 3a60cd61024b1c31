// Webhooks that did not arrive: GitHub does not repeat them by itself.

import { listOf } from '../forge/answer.ts';
import { orNull } from '../forge/mishap.ts';
import { deliveryFrom, type Delivery } from './answers.ts';
import type { Octokit } from './octokit.ts';
import { wholeSecond } from './whole-second.ts';

/** What is refused again and again is not wanted. */
const ATTEMPTS = 3;
/** How long before `since` the attempts of what is lost are counted: each of ours comes a resync after the one before. */
const EARLIER_MS = 3 * 60 * 60_000;

/**
 * Has every webhook sent again that was tried since then and never arrived; how many those are. A server may be too old
 * for this, or the App may not have a webhook: then none.
 * https://docs.github.com/en/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook
 */
export async function redeliver(app: Octokit, since: Date): Promise<number> {
  const start = wholeSecond(since);
  const attempts = await orNull(() => attemptsSince(app, start), [403, 404]);
  const lost = lostSince(attempts ?? [], start).filter(
    ({ guid }) => (attempts ?? []).filter((one) => one.guid === guid).length < ATTEMPTS,
  );
  for (const { id } of lost) {
    await app.request('POST /app/hook/deliveries/{id}/attempts', { id });
  }
  return lost.length;
}

/** The newest attempt of each delivery that was tried since then and never arrived. */
function lostSince(attempts: readonly Delivery[], since: number): readonly Delivery[] {
  return attempts.filter(({ id, guid, at }) => {
    const tried = attempts.filter((one) => one.guid === guid);
    return at >= since && tried[0]?.id === id && !tried.some(({ arrived }) => arrived);
  });
}

/** Newest first; while any of them is lost, earlier ones as well. */
async function attemptsSince(app: Octokit, since: number): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  const pages = app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: 100 });
  for await (const { data } of pages) {
    found.push(...listOf(data).map(deliveryFrom));
    const from = lostSince(found, since).length === 0 ? since : since - EARLIER_MS;
    if ((found.at(-1)?.at ?? 0) < from) break;
  }
  return found;
}
