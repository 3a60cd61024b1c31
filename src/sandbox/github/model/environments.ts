// Environments, which deployments make.

import type { Environment, Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

/** The caller saves. */
export function environmentNamed(world: World, project: Project, name: string): Environment {
  const known = project.environments.find((environment) => environment.name === name);
  if (known !== undefined) return known;
  const now = world.now().toISOString();
  const environment: Environment = {
    id: world.store.nextId(),
    name,
    createdAt: now,
    updatedAt: now,
    externalUrl: null,
    tier: name === 'production' ? 'production' : 'other',
    state: 'available',
  };
  project.environments.push(environment);
  return environment;
}
