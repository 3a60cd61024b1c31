// A bot that hears a GitHub, and events as GitHub signs them.

import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Queue } from '../../../../src/ports/queue.ts';
import { freshSecrets } from '../../../../src/server/fresh-secrets.ts';
import { gitHubHooks } from '../../../../src/server/webhooks/github/github.ts';
import { type Answer, type Listening, served, watched } from '../../listening.ts';

export const APP = 4711;

/** A test with a bot of its own that watches `acme/platform` as App 4711. */
export function heard(
  name: string,
  tell: (server: Listening) => Promise<void>,
  changes: Partial<Queue> = {},
): void {
  served(name, tell, changes, {
    hooks: ({ secret, log }) => {
      const secrets = freshSecrets(
        async () => secret,
        () => new Date(),
      );
      return gitHubHooks({ secrets, watched, appId: APP, log });
    },
  });
}

export function signed(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

interface Sent {
  readonly event: string;
  readonly payload: unknown;
  readonly delivery?: string;
  /** In place of the usual ones. */
  readonly headers?: Record<string, string>;
}

/** An event as GitHub sends it. `payload`: a text is sent as it is. */
export function send(server: Listening, { event, payload, ...sent }: Sent): Promise<Answer> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return server.call('POST', '/webhooks/github', {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': sent.delivery ?? randomUUID(),
      'x-hub-signature-256': signed(server.secret, body),
      ...sent.headers,
    },
    body,
  });
}

/** A payload about the repository that is watched. */
export function about(payload: object): object {
  return { repository: { id: 1, full_name: 'acme/platform' }, ...payload };
}

export interface Example {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Every event that GitHub's documentation shows: https://www.npmjs.com/package/@octokit/webhooks-examples */
export function publishedExamples(): readonly Example[] {
  const all = createRequire(import.meta.url)(
    '@octokit/webhooks-examples/api.github.com/index.json',
  ) as readonly { readonly name: string; readonly examples: readonly Example['payload'][] }[];
  return all.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}
