// Acts on what happened while nobody was looking, as after a kill between a push and its notice.

import { readCommit } from '../git/commits.ts';
import { refsMoved } from './refs-moved.ts';
import { prepareRepository } from './seed.ts';
import type { Project } from './state.ts';
import type { World } from './world.ts';

export async function catchUp(world: World, project: Project): Promise<void> {
  const repository = world.store.repository(project);
  await prepareRepository(world.rules, repository);
  const tip = project.refs[`refs/heads/${project.defaultBranch}`];
  const author = tip === undefined ? null : (await readCommit(repository, tip)).authorEmail;
  const user =
    world.store.root.users.find(({ email }) => email === author) ?? world.store.root.users[0];
  if (user !== undefined) await world.alone(project, () => refsMoved(world, project, user));
  // A merge that had been written down and did not reach the target will not reach it any more.
  for (const mr of project.mergeRequests) if (mr.state === 'opened') mr.merging = null;
  world.store.save(project);
  world.changed(project);
}
