// One try to send a delivery, and how it went.

import type { Hook, HookEvent } from '../../forge/model/state.ts';
import type { Delivery } from '../../forge/hooks/outbox.ts';
import { signatureHeaders } from './sign.ts';

/** One try, for people who look at a hook's recent events. */
export interface Attempt {
  readonly id: number;
  readonly trigger: string;
  readonly response_status: string;
  readonly execution_duration: number;
  readonly created_at: string;
  readonly request_data: object;
  readonly request_headers: Record<string, string>;
  readonly response_body: string;
}

const eventNames: Readonly<Record<HookEvent, string>> = {
  push: 'Push Hook',
  tag_push: 'Tag Push Hook',
  merge_requests: 'Merge Request Hook',
  note: 'Note Hook',
};
const TIMEOUT_MS = 10_000;

/** Never rejects: what went wrong is the attempt's status. */
export async function send(
  delivery: Delivery,
  to: { readonly hook: Hook; readonly instance: string; readonly stop: AbortSignal },
): Promise<Attempt> {
  const { hook, instance, stop } = to;
  const body = JSON.stringify(delivery.payload);
  const started = Date.now();
  const signed = { id: delivery.uuid, at: new Date(started), body };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitLab/17.10.0',
    'x-gitlab-event': eventNames[delivery.event],
    'x-gitlab-webhook-uuid': hook.uuid,
    'x-gitlab-instance': instance,
    'x-gitlab-event-uuid': delivery.uuid,
    'idempotency-key': delivery.uuid,
    ...signatureHeaders(hook.signingToken ?? '', signed),
  };
  const result = await fetch(hook.url, {
    method: 'POST',
    headers: hook.token === '' ? headers : { ...headers, 'x-gitlab-token': hook.token },
    body,
    redirect: 'manual',
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  })
    .then(
      async (response) => ({
        status: String(response.status),
        body: (await response.text()).slice(0, 2000),
      }),
      (error: unknown) => ({ status: 'internal error', body: String(error) }),
    )
    .catch((error: unknown) => ({ status: 'internal error', body: String(error) }));
  return {
    id: delivery.number,
    trigger: `${delivery.event}_hooks`,
    response_status: result.status,
    execution_duration: (Date.now() - started) / 1000,
    created_at: new Date(started).toISOString(),
    request_data: delivery.payload,
    request_headers: headers,
    response_body: result.body,
  };
}
