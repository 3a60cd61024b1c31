// What became of a webhook, for whoever counts them.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ForgeHooks, Hook, HookKind } from './forge-hooks.ts';
import { headersOf } from './headers.ts';

export interface ReceivedHook {
  readonly event: HookKind;
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
  {
    forge,
    now,
    observe = () => undefined,
  }: {
    readonly forge: Pick<ForgeHooks, 'event' | 'kind' | 'happenedAt'>;
    readonly now: () => Date;
    readonly observe?: (hook: ReceivedHook) => void;
  },
): Receipts {
  const stored = new WeakMap<FastifyRequest, Taken>();
  const arrived = new WeakMap<FastifyRequest, Date>();
  scope.addHook('onRequest', async (request) => void arrived.set(request, now()));
  scope.addHook('onResponse', async (request, { statusCode, elapsedTime: ms }) => {
    const taken = stored.get(request);
    // The header comes from outside: what is not known counts as one.
    const event = forge.kind(forge.event(headersOf(request)));
    const at = arrived.get(request) ?? now();
    const happened = taken === undefined ? null : forge.happenedAt(taken.hook);
    // Clocks differ, so nothing is early.
    const lagMs = happened === null ? null : Math.max(0, at.getTime() - happened);
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
