// Sends webhooks: stored before they are tried, in order for each receiver, again where the forge does that.

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import type { Door, Faults } from '../../faults/faults.ts';
import { lost, send, type Sending } from './attempt.ts';
import { lastingJournal, passingJournal, type Journal } from './journal.ts';
import { createLine, webhookDoor, type Line } from './line.ts';
import type { Attempt, Delivery, Manner, Receiver } from './manner.ts';
import { outboxOf } from './outbox.ts';

export interface Deliveries<R extends Receiver> {
  /** Goes on with what an earlier run left unsent. */
  resume(): void;
  enqueue(receiver: R, event: string, payload: object): void;
  /** Sends what was tried before once more, under the same unique id. */
  again(receiver: R, delivery: Delivery): void;
  /** Newest first. */
  attempts(receiver: R): readonly Attempt[];
  /** Forgets what a removed receiver should still have been told. */
  drop(receiver: R): void;
  stop(): Promise<void>;
}

export interface DeliverySettings<R extends Receiver> {
  readonly dir: string;
  readonly log: Log;
  readonly manner: Manner<R>;
  /** All that are told now. */
  readonly receivers: () => readonly R[];
  /** A number that no other thing has. */
  readonly nextId: () => number;
  readonly faults: Faults;
}

/** After so many tries one delivery is given up, so that a broken receiver cannot hold the queue for ever. */
const MOST_TRIES = 100;

/** Sends what is given to it; what an earlier run left waits for `resume`. */
export function createDeliveries<R extends Receiver>(settings: DeliverySettings<R>): Deliveries<R> {
  const stopped = new AbortController();
  const running = new Map<number, Promise<void>>();
  const journals = new Map<number, Journal>();
  const journalOf = (id: number): Journal => {
    const journal = journals.get(id) ?? openJournal(settings, id);
    journals.set(id, journal);
    return journal;
  };
  const door: Door = webhookDoor(settings.manner, settings.faults);
  const lines = new Map<number, Line<R>>();
  const wake = ({ id }: Receiver): void => {
    const line = lines.get(id) ?? createLine(settings.manner, door);
    lines.set(id, line);
    line.ring();
    if (running.has(id) || stopped.signal.aborted) return;
    const work = drain({
      settings,
      id,
      line,
      stop: stopped.signal,
      journal: journalOf(id),
    }).finally(() => {
      running.delete(id);
      if (outboxOf(settings.dir, id).numbers().length > 0 && receiverOf(settings, id) !== null)
        wake({ id });
    });
    running.set(id, work);
  };
  return {
    resume() {
      for (const receiver of settings.receivers()) wake(receiver);
    },
    enqueue(receiver, event, payload) {
      outboxOf(settings.dir, receiver.id).put({ event, payload });
      wake(receiver);
    },
    again(receiver, { event, payload, uuid }) {
      outboxOf(settings.dir, receiver.id).put({ event, payload, uuid, again: true });
      wake(receiver);
    },
    attempts: ({ id }) => journalOf(id).list(),
    drop: ({ id }) => outboxOf(settings.dir, id).clear(),
    async stop() {
      stopped.abort();
      await Promise.all(running.values());
    },
  };
}

/** What is not repeated can be asked for, also after a restart. */
function openJournal<R extends Receiver>(
  { dir, manner }: DeliverySettings<R>,
  id: number,
): Journal {
  return manner.retryMs === null
    ? lastingJournal(join(dir, 'deliveries', String(id), 'tried'))
    : passingJournal();
}

interface Drain<R extends Receiver> {
  readonly settings: DeliverySettings<R>;
  readonly id: number;
  readonly line: Line<R>;
  readonly stop: AbortSignal;
  readonly journal: Journal;
}

async function drain<R extends Receiver>(work: Drain<R>): Promise<void> {
  const { settings, id, line, stop } = work;
  const outbox = outboxOf(settings.dir, id);
  let tries = 0;
  for (;;) {
    const numbers = outbox.numbers();
    const receiver = receiverOf(settings, id);
    if (numbers.length === 0 || receiver === null || stop.aborted) return;
    const number = line.next(numbers);
    if (number === null) {
      await line.changed(stop);
      continue;
    }
    const delivery = outbox.read(number);
    const fate = line.fate(receiver, delivery);
    if (fate === 'later') continue;
    const attempt = await tried(work, { receiver, delivery }, fate);
    if (stop.aborted) return;
    tries += 1;
    const { retryMs } = settings.manner;
    if (attempt === null || arrived(attempt) || retryMs === null || tries >= MOST_TRIES) {
      outbox.remove(number);
      line.over(number);
      tries = 0;
      continue;
    }
    const pause = retryMs * 2 ** Math.min(tries - 1, 6);
    await wait(pause, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** The last try; null where the delivery got lost and nobody is to know. */
async function tried<R extends Receiver>(
  { settings, id, stop, journal }: Drain<R>,
  given: { readonly receiver: R; readonly delivery: Delivery },
  fate: 'once' | 'twice' | 'never',
): Promise<Attempt | null> {
  const { manner } = settings;
  const sending = (): Sending<R> => ({ ...given, manner, id: settings.nextId() });
  const attempts: Attempt[] = [];
  if (fate === 'never' && manner.retryMs === null) attempts.push(lost(sending()));
  if (fate !== 'never') attempts.push(await send(sending(), stop));
  if (fate === 'twice') attempts.push(await send(sending(), stop));
  const last = attempts.at(-1) ?? null;
  if (last === null || stop.aborted) return last;
  for (const attempt of attempts) journal.add(attempt);
  if (!arrived(last)) {
    settings.log.warn('webhook not delivered', {
      hook: id,
      event: given.delivery.event,
      status: last.status,
    });
  }
  return last;
}

function arrived({ status }: Attempt): boolean {
  return status !== null && status >= 200 && status < 300;
}

function receiverOf<R extends Receiver>(settings: DeliverySettings<R>, id: number): R | null {
  return settings.receivers().find((receiver) => receiver.id === id) ?? null;
}
