// Deployments that Apps and people report: https://docs.github.com/rest/deployments/deployments

import type { Deployment } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { deploymentJson, deploymentStatusJson, environmentJson } from '../entities/deployment.ts';
import { notFound, validationFailed } from '../errors.ts';
import { paged } from '../paging.ts';
import { createDeployment } from './create.ts';
import { createStatus } from './create-status.ts';

export function deploymentRoutes(api: Api): void {
  api.repo('POST', '/deployments', 'deployments', createDeployment);
  api.repo('GET', '/deployments', 'deployments', (call) => {
    const { input, project } = call;
    const fits = (name: string, value: string): boolean =>
      [undefined, 'none', value].includes(input.text(name));
    const found = project.deployments.filter(
      (deployment) =>
        fits('sha', deployment.sha) &&
        fits('ref', deployment.ref) &&
        fits('task', deployment.asked?.task ?? 'deploy') &&
        fits('environment', environmentOf(call, deployment)),
    );
    return paged(call, found.reverse()).map((deployment) => deploymentJson(call, deployment));
  });
  api.repo('GET', '/deployments/:deployment_id', 'deployments', (call) =>
    deploymentJson(call, theDeployment(call)),
  );
  api.repo('DELETE', '/deployments/:deployment_id', 'deployments', remove);
  api.repo('POST', '/deployments/:deployment_id/statuses', 'deployments', (call) =>
    createStatus(call, theDeployment(call)),
  );
  api.repo('GET', '/deployments/:deployment_id/statuses', 'deployments', (call) =>
    paged(call, statusesOf(call, theDeployment(call)).reverse()).map((status) =>
      deploymentStatusJson(call, status),
    ),
  );
  api.repo('GET', '/deployments/:deployment_id/statuses/:status_id', 'deployments', (call) => {
    const wanted = call.input.text('status_id');
    const found = statusesOf(call, theDeployment(call)).find(({ id }) => String(id) === wanted);
    if (found === undefined) throw notFound();
    return deploymentStatusJson(call, found);
  });
  api.repo('GET', '/environments', 'actions', (call) => {
    const { environments } = call.project;
    const shown = paged(call, environments);
    return {
      total_count: environments.length,
      environments: shown.map((environment) => environmentJson(call, environment)),
    };
  });
  api.repo('GET', '/environments/:environment_name', 'actions', (call) => {
    const wanted = call.input.text('environment_name');
    const found = call.project.environments.find(({ name }) => name === wanted);
    if (found === undefined) throw notFound();
    return environmentJson(call, found);
  });
}

export function environmentOf({ project }: Call, { environmentId }: Deployment): string {
  return project.environments.find(({ id }) => id === environmentId)?.name ?? '';
}

/** What is live is not deleted unless it is the only one. */
function remove(call: Call): void {
  const { project, world } = call;
  const gone = theDeployment(call);
  const live = statusesOf(call, gone).at(-1)?.state;
  if (project.deployments.length > 1 && live !== undefined && live !== 'inactive')
    throw validationFailed([
      { resource: 'Deployment', code: 'custom', message: 'We cannot delete an active deployment' },
    ]);
  project.deployments = project.deployments.filter((deployment) => deployment !== gone);
  project.deploymentStatuses = project.deploymentStatuses.filter(
    ({ deploymentId }) => deploymentId !== gone.id,
  );
  world.store.save(project);
  world.changed(project);
  void call.reply.code(204);
}

function theDeployment({ project, input }: Call): Deployment {
  const found = project.deployments.find(({ id }) => String(id) === input.text('deployment_id'));
  if (found === undefined) throw notFound();
  return found;
}

function statusesOf({ project }: Call, { id }: Deployment): typeof project.deploymentStatuses {
  return project.deploymentStatuses.filter(({ deploymentId }) => deploymentId === id);
}
