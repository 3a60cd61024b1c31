// Sends webhooks: stored before they are tried, in order for each hook, again until they arrive.

import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import type { Faults } from '../../faults/faults.ts';
import type { Hook, HookEvent } from '../model/state.ts';
import { type Attempt, send } from '../../gitlab/hooks/attempt.ts';
import { createLine, type Line, webhookDoor } from './line.ts';
import { outboxOf } from './outbox.ts';

export interface Deliveries {
  /** Goes on with what an earlier run left unsent. */
  resume(): void;
  enqueue(hook: Hook, event: HookEvent, payload: object): void;
  attempts(hook: Hook): readonly Attempt[];
  /** Forgets what a removed hook still had to send. */
  drop(hook: Hook): void;
  stop(): Promise<void>;
}

export interface DeliverySettings {
  readonly dir: string;
  readonly log: Log;
  readonly instance: () => string;
  /** Wait before the first retry; doubles up to 64 times this. */
  readonly retryMs: number;
  readonly hooks: () => readonly Hook[];
  readonly faults: Faults;
}

const KEPT_ATTEMPTS = 50;
/** After so many tries one delivery is given up, so that a broken receiver cannot hold the queue for ever. */
const MOST_TRIES = 100;

/** Sends what is given to it; what an earlier run left waits for `resume`. */
export function createDeliveries(settings: DeliverySettings): Deliveries {
  const stopped = new AbortController();
  const running = new Map<number, Promise<void>>();
  const seen = new Map<number, Attempt[]>();
  const door = webhookDoor(settings.faults);
  const lines = new Map<number, Line>();
  const wake = (hook: Hook): void => {
    const line = lines.get(hook.id) ?? createLine(hook, door);
    lines.set(hook.id, line);
    line.ring();
    if (running.has(hook.id) || stopped.signal.aborted) return;
    const work = drain({ settings, hook, line, stop: stopped.signal, seen }).finally(() => {
      running.delete(hook.id);
      if (outboxOf(settings.dir, hook).numbers().length > 0 && settings.hooks().includes(hook))
        wake(hook);
    });
    running.set(hook.id, work);
  };
  return {
    resume() {
      for (const hook of settings.hooks()) wake(hook);
    },
    enqueue(hook, event, payload) {
      outboxOf(settings.dir, hook).put(event, payload);
      wake(hook);
    },
    attempts: (hook) => seen.get(hook.id) ?? [],
    drop: (hook) => outboxOf(settings.dir, hook).clear(),
    async stop() {
      stopped.abort();
      await Promise.all(running.values());
    },
  };
}

interface Drain {
  readonly settings: DeliverySettings;
  readonly hook: Hook;
  readonly line: Line;
  readonly stop: AbortSignal;
  readonly seen: Map<number, Attempt[]>;
}

async function drain({ settings, hook, line, stop, seen }: Drain): Promise<void> {
  const outbox = outboxOf(settings.dir, hook);
  let tries = 0;
  for (;;) {
    const numbers = outbox.numbers();
    if (numbers.length === 0 || stop.aborted) return;
    const number = line.next(numbers);
    if (number === null) {
      await line.changed(stop);
      continue;
    }
    const delivery = outbox.read(number);
    const fate = line.fate(delivery);
    if (fate === 'later') continue;
    if (fate === 'never') {
      outbox.remove(number);
      line.over(number);
      continue;
    }
    const to = { hook, instance: settings.instance(), stop };
    let attempt = await send(delivery, to);
    if (fate === 'twice') attempt = await send(delivery, to);
    if (stop.aborted) return;
    seen.set(hook.id, [attempt, ...(seen.get(hook.id) ?? [])].slice(0, KEPT_ATTEMPTS));
    tries += 1;
    const arrived = /^2\d\d$/.test(attempt.response_status);
    if (arrived || tries >= MOST_TRIES) {
      outbox.remove(number);
      line.over(number);
      tries = 0;
      continue;
    }
    settings.log.warn('webhook not delivered', {
      hook: hook.id,
      event: delivery.event,
      status: attempt.response_status,
    });
    await wait(settings.retryMs * 2 ** Math.min(tries - 1, 6), undefined, { signal: stop }).catch(
      () => undefined,
    );
  }
}
