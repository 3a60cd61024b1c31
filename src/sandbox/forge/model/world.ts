// What every rule of the sandbox GitLab works with.

import type { Log } from '../../../ports/log.ts';
import type { HookEvent, Project } from './state.ts';
import type { Store } from './store.ts';

export interface World {
  readonly store: Store;
  readonly log: Log;
  /** Where this GitLab answers, without a slash at the end. */
  url(): string;
  now(): Date;
  /** Stores a delivery for every hook of the project that wants the event. */
  announce(project: Project, event: HookEvent, payload: object): void;
  /** Runs one change of a project's refs after the other. */
  alone<T>(project: Project, change: () => Promise<T>): Promise<T>;
  /** Called when something that a page shows has changed. */
  changed(project: Project): void;
}

/** Runs tasks of one key in the order they came. */
export function turnstile(): <T>(key: number, task: () => Promise<T>) => Promise<T> {
  const tails = new Map<number, Promise<unknown>>();
  return async (key, task) => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    tails.set(
      key,
      mine.catch(() => undefined),
    );
    return mine;
  };
}
