// The order in which a receiver's deliveries go out, and what a fault makes of it.

import type { Door, Faults, Strike } from '../../faults/faults.ts';
import type { Delivery, Manner, Receiver } from './manner.ts';

export type Fate = 'once' | 'twice' | 'never' | 'later';

export interface Line<R extends Receiver> {
  /** The delivery whose turn it is; null while all that wait are set aside. */
  next(numbers: readonly number[]): number | null;
  /** Decided when a delivery first has its turn. */
  fate(receiver: R, delivery: Delivery): Fate;
  /** A delivery has arrived, or never will. */
  over(number: number): void;
  /** Resolves when another look is worth while. */
  changed(stop: AbortSignal): Promise<void>;
  /** Something has come. */
  ring(): void;
}

interface Place {
  readonly strike: Strike | null;
  /** Set aside: until its time has come, or another delivery is over. */
  aside: boolean;
}

/** However long nothing else comes, what was to be overtaken is sent. */
const OVERTAKEN_MS = 10_000;

export function webhookDoor<R extends Receiver>(manner: Manner<R>, faults: Faults): Door {
  return faults.door({
    service: 'webhooks',
    about: manner.about,
    protocol: null,
    effects: ['drop', 'double', 'reorder'],
    where: ['project', 'hook', 'action'],
    methods: manner.methods,
  });
}

export function createLine<R extends Receiver>(manner: Manner<R>, door: Door): Line<R> {
  const places = new Map<number, Place>();
  let ring = (): void => undefined;
  const release = (number: number): void => {
    const place = places.get(number);
    if (place !== undefined) place.aside = false;
    ring();
  };
  return {
    next: (numbers) => numbers.find((number) => places.get(number)?.aside !== true) ?? null,
    fate(receiver, delivery) {
      const { number } = delivery;
      const known = places.get(number);
      if (known !== undefined) return fateOf(known);
      const strike = door.strike({
        method: manner.method(delivery),
        where: manner.where(receiver, delivery),
      });
      const { delayMs, drop, reorder } = strike?.fault ?? {};
      const waits = drop !== true && (reorder === true || delayMs !== undefined);
      const place = { strike, aside: waits };
      places.set(number, place);
      strike?.hit();
      if (waits) void strike?.wait(delayMs ?? OVERTAKEN_MS).then(() => release(number));
      return fateOf(place);
    },
    over(number) {
      places.get(number)?.strike?.end();
      places.delete(number);
      for (const [other, { strike }] of places) {
        if (strike?.fault.reorder === true && strike.fault.delayMs === undefined) release(other);
      }
    },
    async changed(stop) {
      const done = new AbortController();
      await new Promise<void>((resolve) => {
        ring = resolve;
        stop.addEventListener('abort', () => resolve(), { once: true, signal: done.signal });
      });
      done.abort();
    },
    ring: () => ring(),
  };
}

function fateOf({ aside, strike }: Place): Fate {
  if (strike?.fault.drop === true) return 'never';
  if (aside) return 'later';
  return strike?.fault.double === true ? 'twice' : 'once';
}
