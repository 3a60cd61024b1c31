// Deployments as GitLab's JSON shows them.

import type { Deployment, Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { userById } from './people.ts';

export function deploymentJson(
  world: World,
  project: Project,
  deployment: Deployment,
): Record<string, unknown> {
  const environment = project.environments.find(({ id }) => id === deployment.environmentId);
  return {
    id: deployment.id,
    iid: deployment.iid,
    ref: deployment.ref,
    sha: deployment.sha,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    user: userById(world, deployment.userId),
    environment: {
      id: environment?.id,
      name: environment?.name,
      external_url: environment?.externalUrl ?? null,
    },
    deployable: null,
    status: deployment.status,
  };
}
