// Which faults there are, and which of them strikes a request.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, StoredFault, Wish } from './fault.ts';
import type { Part, Seen } from './part.ts';
import { meant, sameSpelling, type Meant } from './pattern.ts';

/** One request that has been struck. */
export interface Strike {
  readonly fault: Fault;
  /** Counts it; to be called when the effect, where there is one, is done. */
  hit(): void;
  /** Resolves after the fault's delay, or as soon as the fault is cleared. */
  delay(): Promise<void>;
  /** The same, after a time of the part's own. */
  wait(ms: number): Promise<void>;
  /** The request is over. */
  end(): void;
}

export interface Door {
  /** Takes the oldest fault that fits, if any: at most one strikes a request. */
  strike(seen: Seen): Strike | null;
}

export interface Faults {
  /** Every part calls this once, when it starts. */
  door(part: Part): Door;
  parts(): readonly Part[];
  /** The wish must have been checked. */
  add(wish: Wish): StoredFault;
  /** Those that may still strike, or are striking; oldest first. */
  list(): readonly StoredFault[];
  /** One that is used up is still found, with how often it struck; null once cleared. */
  find(id: string): StoredFault | null;
  /** False when there is none. What it holds back goes on at once. */
  remove(id: string): boolean;
  clear(): void;
}

interface Entry {
  readonly id: string;
  readonly wish: Wish;
  readonly meant: Meant;
  readonly cleared: AbortController;
  left: number;
  struck: number;
  going: number;
}

/** Of faults that are used up. */
const REMEMBERED = 1000;

/** `random` is in [0, 1). Kept in memory alone: a sandbox that starts again is well. */
export function createFaults(random: () => number = Math.random): Faults {
  const parts = new Map<string, Part>();
  let entries: readonly Entry[] = [];
  let made = 0;
  const list = () => entries.filter(({ left, going }) => left > 0 || going > 0).map(shown);
  const drop = (gone: readonly Entry[]): void => {
    entries = entries.filter((entry) => !gone.includes(entry));
    for (const { cleared } of gone) cleared.abort();
  };
  return {
    door(part) {
      parts.set(part.service, part);
      return {
        strike(seen) {
          const found = entries.find(
            (entry) =>
              entry.left > 0 &&
              entry.wish.service === part.service &&
              fits(entry, seen) &&
              (entry.wish.share === null || random() < entry.wish.share),
          );
          return found === undefined ? null : struckBy(found);
        },
      };
    },
    parts: () => [...parts.values()],
    add(wish) {
      made += 1;
      const methods = parts.get(wish.service)?.methods ?? [];
      const entry: Entry = {
        id: String(made),
        wish,
        meant: meant(wish.method, methods),
        cleared: new AbortController(),
        left: wish.times ?? Number.POSITIVE_INFINITY,
        struck: 0,
        going: 0,
      };
      const spent = entries.filter(({ left, going }) => left === 0 && going === 0);
      drop(spent.slice(0, Math.max(0, spent.length - REMEMBERED)));
      entries = [...entries, entry];
      return shown(entry);
    },
    list,
    find(id) {
      const found = entries.find((entry) => entry.id === id);
      return found === undefined ? null : shown(found);
    },
    remove(id) {
      const found = entries.filter((entry) => entry.id === id);
      drop(found);
      return found.length > 0;
    },
    clear: () => drop(entries),
  };
}

function fits({ meant: { names, spelled }, wish: { where } }: Entry, seen: Seen): boolean {
  if (!names.has(seen.method)) return false;
  if (spelled !== null && !sameSpelling(spelled, seen.spelled ?? seen.method)) return false;
  return Object.entries(where).every(([field, wanted]) => {
    const found = seen.where[field] ?? '';
    return field === 'path' ? found.includes(wanted) : found === wanted;
  });
}

/** Taken at once, so that requests that come together cannot share one strike. */
function struckBy(entry: Entry): Strike {
  entry.left -= 1;
  entry.going += 1;
  const { fault } = entry.wish;
  const { signal } = entry.cleared;
  const wait = async (ms: number): Promise<void> => {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  };
  return {
    fault,
    hit() {
      entry.struck += 1;
    },
    delay: () => (fault.delayMs === undefined ? Promise.resolve() : wait(fault.delayMs)),
    wait,
    end() {
      entry.going -= 1;
    },
  };
}

function shown({ id, left, struck, wish }: Entry): StoredFault {
  return { id, ...wish, struck, left: Number.isFinite(left) ? left : null };
}
