// What every rule of a sandbox forge works with.

import type { Log } from '../../../ports/log.ts';
import type { ForgeEvent } from './event.ts';
import type { Rules } from './rules.ts';
import type { Project } from './state.ts';
import type { Store } from './store.ts';

export interface World {
  readonly store: Store;
  readonly log: Log;
  readonly rules: Rules;
  /** Where this forge answers, without a slash at the end. */
  url(): string;
  now(): Date;
  /** Stores a delivery for everybody who wants to hear of it. What it says is what is so at the time of the call. */
  announce(project: Project, event: ForgeEvent): Promise<void>;
  /** Runs one change of a project's refs after the other. */
  alone<T>(project: Project, change: () => Promise<T>): Promise<T>;
  /** Called when something that a page shows has changed. */
  changed(project: Project): void;
  /** Resolves when no change of refs is under way. */
  settled(): Promise<void>;
}

export interface Turnstile {
  /** Runs tasks of one key in the order they came. */
  run<T>(key: number, task: () => Promise<T>): Promise<T>;
  /** Resolves when all that came has run. */
  settled(): Promise<void>;
}

export function turnstile(): Turnstile {
  const tails = new Map<number, Promise<unknown>>();
  return {
    async run(key, task) {
      const before = tails.get(key) ?? Promise.resolve();
      const mine = before.then(task, task);
      tails.set(
        key,
        mine.catch(() => undefined),
      );
      return mine;
    },
    async settled() {
      await Promise.all(tails.values());
    },
  };
}
