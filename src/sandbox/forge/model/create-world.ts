// Puts a world together.

import type { Log } from '../../../ports/log.ts';
import type { ForgeEvent } from './event.ts';
import { advanceQueue } from './merge-queue.ts';
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
  const waiting = new Set<number>();
  const world: World = {
    store,
    log,
    rules,
    url,
    now,
    announce: tell,
    alone: (project, change) => turn.run(project.id, change),
    changed(project) {
      live.bump(project.id);
      if (project.queue.length === 0 || waiting.has(project.id)) return;
      // Whoever made the change may have the project for itself still.
      waiting.add(project.id);
      advanceQueue(world, project, () => waiting.delete(project.id)).catch((error: unknown) =>
        log.error('the merge queue stands still', { project: project.path, error: String(error) }),
      );
    },
    settled: () => turn.settled(),
  };
  return world;
}
