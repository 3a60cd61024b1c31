// The order in which a hook's deliveries go out, and what a fault makes of it.

import type { Door, Faults, Strike } from '../../faults/faults.ts';
import type { Method } from '../../faults/part.ts';
import type { Hook, HookEvent } from '../model/state.ts';
import type { Delivery } from './outbox.ts';

export type Fate = 'once' | 'twice' | 'never' | 'later';

export interface Line {
  /** The delivery whose turn it is; null while all that wait are set aside. */
  next(numbers: readonly number[]): number | null;
  /** Decided when a delivery first has its turn. */
  fate(delivery: Delivery): Fate;
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

const methods: Readonly<Record<HookEvent, Method>> = {
  push: { name: 'push', also: ['Push Hook', 'push_events'] },
  tag_push: { name: 'tag_push', also: ['Tag Push Hook', 'tag_push_events'] },
  merge_requests: { name: 'merge_request', also: ['merge_requests', 'Merge Request Hook'] },
  note: { name: 'note', also: ['Note Hook', 'notes'] },
};

export function webhookDoor(faults: Faults): Door {
  return faults.door({
    service: 'webhooks',
    about: 'what GitLab tells about',
    protocol: null,
    effects: ['drop', 'double', 'reorder'],
    where: ['project', 'hook', 'action'],
    methods: Object.values(methods),
  });
}

export function createLine(hook: Hook, door: Door): Line {
  const places = new Map<number, Place>();
  let ring = (): void => undefined;
  const release = (number: number): void => {
    const place = places.get(number);
    if (place !== undefined) place.aside = false;
    ring();
  };
  return {
    next: (numbers) => numbers.find((number) => places.get(number)?.aside !== true) ?? null,
    fate(delivery) {
      const { number } = delivery;
      const known = places.get(number);
      if (known !== undefined) return fateOf(known);
      const strike = door.strike({
        method: methods[delivery.event].name,
        where: whereOf(hook, delivery),
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

interface Told {
  readonly project?: { readonly path_with_namespace?: string };
  readonly object_attributes?: { readonly action?: string };
}

function whereOf(hook: Hook, { payload }: Delivery): Readonly<Record<string, string>> {
  const { object_attributes, project } = payload as Told;
  return {
    hook: hook.name,
    project: project?.path_with_namespace ?? '',
    action: object_attributes?.action ?? '',
  };
}
