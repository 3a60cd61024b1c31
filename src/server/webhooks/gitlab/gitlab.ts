// How GitLab sends webhooks.

import { createHash } from 'node:crypto';
import type { ForgeHooks, Header, Watched } from '../forge-hooks.ts';
import { admit, proven, WRONG_SIGNATURE, type Proof, type WebhookSecrets } from './admission.ts';
import { hintOf } from './hint.ts';
import { happenedAt, kindOf } from './told.ts';

export interface GitLabWebhooks {
  readonly secrets: WebhookSecrets;
  readonly watched: Watched;
  readonly now: () => Date;
}

export function gitLabHooks({ secrets, watched, now }: GitLabWebhooks): ForgeHooks {
  return {
    path: '/webhooks/gitlab',
    async admit(header) {
      const proof = await admit(secrets, header, now());
      if (proof.type === 'refused') return proof;
      return {
        type: 'admitted',
        wrong: async (body) => (proven(proof, body) ? null : WRONG_SIGNATURE),
        delivery: (body) => deliveryOf(header, proof, body),
      };
    },
    event: (header) => header('x-gitlab-event') ?? '',
    kind: kindOf,
    happenedAt,
    take: (hook, store) => store(hintOf(hook, watched)),
  };
}

/**
 * A signature covers `webhook-id`, so of a signed request only that counts. GitLab repeats `Idempotency-Key`, its equal,
 * with every retry of one delivery. Older versions send only an event's id, which several events that one request set off
 * have in common: there the content tells them apart.
 */
function deliveryOf(header: Header, proof: Proof, body: Buffer): string {
  const key = proof.type === 'signed' ? proof.signed.id : header('idempotency-key');
  if (key !== undefined) return `gitlab:${key}`.slice(0, 200);
  const event = header('x-gitlab-event-uuid') ?? '';
  return `gitlab:${createHash('sha256').update(event).update(body).digest('hex')}`;
}
