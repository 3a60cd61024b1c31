// How GitHub sends an App's webhooks: https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers

import type { Method } from '../../faults/part.ts';
import type { Manner, Receiver } from '../../forge/hooks/manner.ts';
import { signatureHeaders } from './sign.ts';

/** The one webhook that an App has. */
export interface AppHook extends Receiver {
  url: string;
  /** Empty: nothing is signed. */
  secret: string;
}

/** What this GitHub can tell about. */
export const hookEvents = [
  'check_run',
  'check_suite',
  'issue_comment',
  'merge_group',
  'ping',
  'pull_request',
  'pull_request_review',
  'push',
] as const;
export type HookEvent = (typeof hookEvents)[number];

interface Told {
  readonly action?: string;
  readonly repository?: { readonly full_name?: string };
}

/** Nothing is sent twice unless somebody asks for it. */
export function githubManner(about: {
  readonly appId: () => number;
  readonly host: () => string;
}): Manner<AppHook> {
  return {
    about: 'what GitHub tells the App about',
    methods: hookEvents.map((name): Method => ({ name })),
    retryMs: null,
    method: ({ event }) => event,
    where(_hook, { payload }) {
      const { action, repository } = payload as Told;
      return { hook: 'app', project: repository?.full_name ?? '', action: action ?? '' };
    },
    request(hook, { event, payload, uuid }) {
      const body = JSON.stringify(payload);
      return {
        url: hook.url,
        headers: {
          accept: '*/*',
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/044aadd',
          'x-github-delivery': uuid,
          'x-github-event': event,
          'x-github-hook-id': String(hook.id),
          'x-github-hook-installation-target-id': String(about.appId()),
          'x-github-hook-installation-target-type': 'integration',
          'x-github-enterprise-host': about.host(),
          'x-github-enterprise-version': '3.19.0',
          ...signatureHeaders(hook.secret, body),
        },
        body,
      };
    },
  };
}
