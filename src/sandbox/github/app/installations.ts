// Where the App is installed.

import type { Installation } from '../../forge/model/app.ts';
import type { Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { appOf } from './registration.ts';

function installationAt(world: World, account: string): Installation | null {
  const wanted = account.toLowerCase();
  return appOf(world).installations.find(({ account: at }) => at === wanted) ?? null;
}

/** The id of the installation that covers the project; 0 where none does. */
export function installationOf(world: World, { path }: Pick<Project, 'path'>): number {
  return installationAt(world, path.split('/')[0] ?? '')?.id ?? 0;
}

/** Whether the App is at work there: it is not told of anything while it is suspended. */
export function worksIn(world: World, { path }: Pick<Project, 'path'>): boolean {
  return installationAt(world, path.split('/')[0] ?? '')?.suspendedAt === null;
}

export function projectsOf(world: World, { account }: Installation): Project[] {
  return world.store.projects().filter(({ path }) => path.startsWith(`${account}/`));
}
