// What became of a webhook, for whoever counts them.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Hook } from './gitlab-hint.ts';
import { textIn } from './payload.ts';

export interface ReceivedHook {
  readonly event: 'merge_request' | 'push' | 'other';
  /**
   * `asked`: passes were asked for. `ignored`: it changes nothing of ours. `seen`: delivered before. `refused`: wrong
   * token or signature. `invalid`: not a payload. `failed`: it could not be stored or checked.
   */
  readonly result: 'asked' | 'ignored' | 'seen' | 'refused' | 'invalid' | 'failed';
  /** Milliseconds from the event to its arrival; null where the payload does not say when it was. */
  readonly lagMs: number | null;
  /** Milliseconds from its arrival to the answer. */
  readonly ms: number;
}

interface Taken {
  readonly hook: Hook;
  readonly asked: number;
  readonly seen: boolean;
}

export interface Receipts {
  /** Called for a webhook that was stored, before it is answered. */
  taken(request: FastifyRequest, taken: Taken): void;
}

/** Tells `observe` of every request of this scope once it is answered. */
export function observeHooks(
  scope: FastifyInstance,
  now: () => Date,
  observe: (hook: ReceivedHook) => void,
): Receipts {
  const stored = new WeakMap<FastifyRequest, Taken>();
  const arrived = new WeakMap<FastifyRequest, Date>();
  scope.addHook('onRequest', async (request) => void arrived.set(request, now()));
  scope.addHook('onResponse', async (request, { statusCode, elapsedTime: ms }) => {
    const taken = stored.get(request);
    const event = eventOf(String(request.headers['x-gitlab-event']));
    const at = arrived.get(request) ?? now();
    const lagMs = taken === undefined ? null : lagOf(taken.hook.payload, at);
    observe({ event, result: resultOf(statusCode, taken), lagMs, ms });
  });
  return { taken: (request, taken) => void stored.set(request, taken) };
}

function resultOf(status: number, taken: Taken | undefined): ReceivedHook['result'] {
  if (status === 401) return 'refused';
  if (status >= 500) return 'failed';
  if (status >= 400 || taken === undefined) return 'invalid';
  if (taken.seen) return 'seen';
  return taken.asked > 0 ? 'asked' : 'ignored';
}

/** The header comes from outside: what is not known counts as one. */
function eventOf(header: string): ReceivedHook['event'] {
  if (header === 'Merge Request Hook') return 'merge_request';
  return header === 'Push Hook' ? 'push' : 'other';
}

/** Actions that touch the merge request itself, so that `updated_at` is the time of the event; an approval does not. */
const UPDATING = ['open', 'update', 'merge', 'close', 'reopen'];

/**
 * A push does not say when it was. Clocks differ, so nothing is early.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events
 */
function lagOf(payload: unknown, arrived: Date): number | null {
  const of = (name: string) => textIn(payload, 'object_attributes', name);
  const updated = UPDATING.includes(of('action') ?? '') ? of('updated_at') : null;
  const at = Date.parse(of('actioned_at') ?? updated ?? '');
  return Number.isNaN(at) ? null : Math.max(0, arrived.getTime() - at);
}
