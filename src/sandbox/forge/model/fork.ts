// Makes a project of one's own from another: the same history, other members.

import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fetchAll } from '../git/fetching.ts';
import { readRefs } from '../git/refs.ts';
import { levels } from './access.ts';
import { refuse } from './refusal.ts';
import { emptyProject, initialise } from './seed.ts';
import type { Project, User } from './state.ts';
import type { World } from './world.ts';

export interface ForkWish {
  readonly user: User;
  /** Below the user's own name. Left out: as the project is called. */
  readonly name?: string;
}

/** The fork that is there already, or a new one. Who maintains the project may read it. */
export async function forkProject(
  world: World,
  project: Project,
  { user, name }: ForkWish,
): Promise<Project> {
  const { store } = world;
  const path = `${user.username}/${name ?? project.path.split('/')[1] ?? ''}`;
  return world.alone(project, async () => {
    const present = store.projectByPath(path);
    if (present?.forkOf === project.id) return present;
    if (present !== null) throw refuse(409, `There is a project ${path} already`, 'another open');
    const repository = store.repository({ path });
    const building = `${repository}.building`;
    await rm(building, { recursive: true, force: true });
    await mkdir(dirname(repository), { recursive: true });
    await initialise(world.rules, building);
    await fetchAll(building, store.repository(project));
    await rm(repository, { recursive: true, force: true });
    await rename(building, repository);
    const fork: Project = {
      ...emptyProject(world, { path, description: project.description }),
      defaultBranch: project.defaultBranch,
      forkOf: project.id,
      refs: await readRefs(repository),
      members: { ...readers(project), [user.username]: levels.owner },
    };
    store.save(fork);
    return fork;
  });
}

function readers({ members }: Project): Record<string, number> {
  const maintainers = Object.entries(members).filter(([, level]) => level >= levels.maintainer);
  return Object.fromEntries(maintainers.map(([name]) => [name, levels.reporter]));
}
