// Webhook deliveries as GitHub's JSON shows them.

import type { Attempt } from '../../../forge/hooks/manner.ts';
import { githubTime } from './time.ts';

interface Told {
  readonly action?: string;
  readonly installation?: { readonly id: number };
  readonly repository?: { readonly id: number };
}

export function deliveryBrief(attempt: Attempt): Record<string, unknown> {
  const { delivery } = attempt;
  const { action, installation, repository } = delivery.payload as Told;
  return {
    id: attempt.id,
    guid: delivery.uuid,
    delivered_at: githubTime(attempt.at.toISOString()),
    redelivery: delivery.again ?? false,
    duration: attempt.seconds,
    ...outcome(attempt),
    event: delivery.event,
    action: action ?? null,
    installation_id: installation?.id ?? null,
    repository_id: repository?.id ?? null,
    throttled_at: null,
  };
}

export function deliveryFull(attempt: Attempt): Record<string, unknown> {
  const { answer, delivery, sent, status } = attempt;
  return {
    ...deliveryBrief(attempt),
    url: sent.url,
    request: { headers: sent.headers, payload: delivery.payload },
    response: { headers: answer.headers, payload: status === null ? null : answer.body },
  };
}

/** Where no answer came, GitHub has a status of its own for why. */
function outcome({ status, answer }: Attempt): { status: string; status_code: number } {
  if (status === null)
    return answer.body.includes('TimeoutError')
      ? { status: 'timed out', status_code: 504 }
      : { status: 'failed to connect to host', status_code: 502 };
  const fine = status >= 200 && status < 300;
  return { status: fine ? 'OK' : `Invalid HTTP Response: ${status}`, status_code: status };
}
