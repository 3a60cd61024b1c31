// Tells the App what happens in the projects it is installed on.

import type { Deliveries } from '../../forge/hooks/deliveries.ts';
import type { ForgeEvent } from '../../forge/model/event.ts';
import type { Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { zero } from '../../forge/git/refs.ts';
import { worksIn } from '../app/installations.ts';
import { suiteOf } from '../model/check-suites.ts';
import type { AppHook } from './manner.ts';
import { rendered } from './render.ts';

export interface Audience {
  readonly deliveries: Deliveries<AppHook>;
  /** Null while nobody listens. */
  hook(): AppHook | null;
  /** Whether the App has subscribed to the event. */
  wants(event: string): boolean;
}

export async function announce(
  world: World,
  audience: Audience,
  { project, event }: { readonly project: Project; readonly event: ForgeEvent },
): Promise<void> {
  if (!worksIn(world, project)) return;
  const hook = audience.hook();
  if (hook !== null) {
    for (const { event: name, payload } of await rendered(world, project, event))
      if (audience.wants(name)) audience.deliveries.enqueue(hook, name, payload);
  }
  if (event.kind === 'push') await requestChecks(world, project, event);
}

/** An App that may write checks is asked for them at every push to a branch. */
async function requestChecks(
  world: World,
  project: Project,
  { ref, before, after, user }: Extract<ForgeEvent, { readonly kind: 'push' }>,
): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined || after === zero) return;
  if (project.checkSuites.some(({ sha }) => sha === after)) return;
  const suite = suiteOf(world, project, { sha: after, branch, before });
  await world.announce(project, { kind: 'check suite', user, suite, what: 'requested' });
}
