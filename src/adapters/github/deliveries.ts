// Webhooks that did not arrive: GitHub does not repeat them by itself.

import { listOf } from '../../ports/answer.ts';
import { orNull } from '../../ports/mishap.ts';
import { deliveryFrom, type Delivery } from './answers.ts';
import type { Octokit } from './octokit.ts';

/** What is refused again and again is not wanted. */
const ATTEMPTS = 3;

/**
 * Has every webhook sent again that was tried since then and never arrived; how many those are. A server may be too old
 * for this, or the App may not have a webhook: then none.
 * https://docs.github.com/en/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook
 */
export async function redeliver(app: Octokit, since: Date): Promise<number> {
  const attempts = await orNull(() => attemptsSince(app, since), [403, 404]);
  const lost = (attempts ?? []).filter(({ id, guid }, _index, all) => {
    const tried = all.filter((other) => other.guid === guid);
    const [newest] = tried;
    return newest?.id === id && tried.length < ATTEMPTS && !tried.some(({ arrived }) => arrived);
  });
  for (const { id } of lost) {
    await app.request('POST /app/hook/deliveries/{id}/attempts', { id });
  }
  return lost.length;
}

/** Newest first. */
async function attemptsSince(app: Octokit, since: Date): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  const pages = app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: 100 });
  for await (const { data } of pages) {
    const page = listOf(data).map(deliveryFrom);
    const fresh = page.filter(({ at }) => at >= since.getTime());
    found.push(...fresh);
    if (fresh.length < page.length) break;
  }
  return found;
}
