// How GitHub sends webhooks to an App, with Probot to hear them.

import { createHash } from 'node:crypto';
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { Probot } from 'probot';
import type { Log } from '../../../ports/log.ts';
import type { Secrets } from '../../fresh-secrets.ts';
import type { ForgeHooks, Header, Hook, Store, Watched } from '../forge-hooks.ts';
import { memberOf, textIn } from '../payload.ts';
import { heard, runwayApp } from './app.ts';
import { probotLog } from './probot-log.ts';
import { looksSigned, signedWithOne } from './signature.ts';
import { happenedAt, kindOf } from './told.ts';

export interface GitHubWebhooks {
  /** What GitHub signs with. */
  readonly secrets: Secrets;
  readonly watched: Watched;
  /** The App's number. */
  readonly appId: number;
  readonly log: Log;
}

/** Probot does not start without a credential, and what only stores hints is to have none. */
const NO_CREDENTIAL = 'none';

const WRONG_SIGNATURE = 'the X-Hub-Signature-256 header is missing or wrong';

/** Waits until Probot is ready. */
export async function gitHubHooks(parts: GitHubWebhooks): Promise<ForgeHooks> {
  const { secrets, watched, appId, log } = parts;
  const stores = new WeakMap<object, Store>();
  const probot = new Probot({ githubToken: NO_CREDENTIAL, log: probotLog(log) });
  const take = async (payload: object, hints: Parameters<Store>[0]): Promise<void> =>
    stores.get(payload)?.(hints);
  await probot.load(runwayApp({ watched, appId, take }));
  return {
    path: '/webhooks/github',
    async admit(header) {
      const signature = header('x-hub-signature-256');
      if (!looksSigned(signature)) return { type: 'refused', because: WRONG_SIGNATURE };
      const agreed = await secrets();
      return {
        type: 'admitted',
        wrong: async (body) =>
          (await signedWithOne(agreed, { body, signature })) ? null : WRONG_SIGNATURE,
        delivery: (body) => deliveryOf(header, body),
      };
    },
    event: (header) => header('x-github-event') ?? '',
    kind: kindOf,
    happenedAt,
    async take(hook, store) {
      if (!isOurs(hook, watched)) return;
      const { event: name, payload, delivery: id } = hook;
      // Not thrown through Probot, which would hang the whole event on it and log that.
      const failures: unknown[] = [];
      stores.set(payload, (hints) => store(hints).catch((error) => void failures.push(error)));
      await probot.receive({ id, name, payload } as EmitterWebhookEvent);
      if (failures.length > 0) throw failures[0];
    },
  };
}

/**
 * Names of owners and repositories are the same in capitals and in small letters. After a renaming GitHub says the new name,
 * and the settings must say it too. Where `action` is no text Probot could not look for handlers.
 */
function isOurs({ event, payload }: Hook, { project }: Watched): boolean {
  const action = memberOf(payload, 'action');
  const name = textIn(payload, 'repository', 'full_name');
  return (
    heard.some((one) => one === event) &&
    (action === undefined || typeof action === 'string') &&
    name?.toLowerCase() === project.toLowerCase()
  );
}

/**
 * `X-GitHub-Delivery` stays the same when somebody lets GitHub send a delivery again.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
function deliveryOf(header: Header, body: Buffer): string {
  const id = header('x-github-delivery');
  if (id !== undefined && /^[\x21-\x7e]{1,150}$/.test(id)) return `github:${id}`;
  const event = header('x-github-event') ?? '';
  return `github:${createHash('sha256').update(event).update(body).digest('hex')}`;
}
