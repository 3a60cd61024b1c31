// Puts a world together.

import type { Log } from '../../../ports/log.ts';
import type { ForgeEvent } from './event.ts';
import type { Live } from './live.ts';
import type { Rules } from './rules.ts';
import type { Project } from './state.ts';
import type { Store } from './store.ts';
import { turnstile, type World } from './world.ts';

export interface WorldParts {
  readonly store: Store;
  readonly log: Log;
  readonly rules: Rules;
  readonly live: Live;
  readonly url: () => string;
  readonly now: () => Date;
  /** Sends the webhooks. */
  readonly tell: (project: Project, event: ForgeEvent) => Promise<void>;
}

export function createWorld({ store, log, rules, live, url, now, tell }: WorldParts): World {
  const turn = turnstile();
  return {
    store,
    log,
    rules,
    url,
    now,
    announce: tell,
    alone: (project, change) => turn(project.id, change),
    changed: (project) => live.bump(project.id),
  };
}
