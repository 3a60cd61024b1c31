// How GitLab sends webhooks: https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers

import type { Attempt, Manner } from '../../forge/hooks/manner.ts';
import type { Method } from '../../faults/part.ts';
import type { Hook, HookEvent } from '../../forge/model/state.ts';
import { signatureHeaders } from './sign.ts';

const methods: Readonly<Record<HookEvent, Method>> = {
  push: { name: 'push', also: ['Push Hook', 'push_events'] },
  tag_push: { name: 'tag_push', also: ['Tag Push Hook', 'tag_push_events'] },
  merge_requests: { name: 'merge_request', also: ['merge_requests', 'Merge Request Hook'] },
  note: { name: 'note', also: ['Note Hook', 'notes'] },
};

const eventNames: Readonly<Record<HookEvent, string>> = {
  push: 'Push Hook',
  tag_push: 'Tag Push Hook',
  merge_requests: 'Merge Request Hook',
  note: 'Note Hook',
};

interface Told {
  readonly project?: { readonly path_with_namespace?: string };
  readonly object_attributes?: { readonly action?: string };
}

export function gitlabManner(options: {
  readonly instance: () => string;
  readonly retryMs: number;
}): Manner<Hook> {
  return {
    about: 'what GitLab tells about',
    methods: Object.values(methods),
    retryMs: options.retryMs,
    method: ({ event }) => methods[event as HookEvent].name,
    where(hook, { payload }) {
      const { object_attributes, project } = payload as Told;
      return {
        hook: hook.name,
        project: project?.path_with_namespace ?? '',
        action: object_attributes?.action ?? '',
      };
    },
    request(hook, { event, payload, uuid }, at) {
      const body = JSON.stringify(payload);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'GitLab/17.10.0',
        'x-gitlab-event': eventNames[event as HookEvent],
        'x-gitlab-webhook-uuid': hook.uuid,
        'x-gitlab-instance': options.instance(),
        'x-gitlab-event-uuid': uuid,
        'idempotency-key': uuid,
        ...signatureHeaders(hook.signingToken ?? '', { id: uuid, at, body }),
      };
      const token = hook.token === '' ? {} : { 'x-gitlab-token': hook.token };
      return { url: hook.url, headers: { ...headers, ...token }, body };
    },
  };
}

/** One try, as people see it who look at a hook's recent events. The secret is left out. */
export function attemptJson({ at, delivery, seconds, sent, status, answer }: Attempt): object {
  const { 'x-gitlab-token': _secret, ...headers } = sent.headers;
  return {
    id: delivery.number,
    trigger: `${delivery.event}_hooks`,
    response_status: status === null ? 'internal error' : String(status),
    execution_duration: seconds,
    created_at: at.toISOString(),
    request_data: delivery.payload,
    request_headers: headers,
    response_body: answer.body,
  };
}
