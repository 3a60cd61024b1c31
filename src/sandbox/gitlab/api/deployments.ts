// Deployments that somebody reports.

import { resolveCommit } from '../git/refs.ts';
import { levels } from '../model/access.ts';
import { notFound, refuse } from '../model/refusal.ts';
import type { Deployment, Project } from '../model/state.ts';
import type { Api, Call } from './call.ts';
import { deploymentJson } from './entities/deployment.ts';
import { addEnvironment } from './environments.ts';
import { paged } from './paging.ts';

const reported = ['running', 'success', 'failed', 'canceled'] as const;

export function deploymentRoutes(api: Api): void {
  api.project('GET', '/deployments', levels.reporter, (call) => {
    const { input, project, world } = call;
    const by = input.text('order_by') === 'updated_at' ? 'updatedAt' : 'id';
    const found = project.deployments
      .filter(
        ({ status, environmentId }) =>
          status === (input.text('status') ?? status) &&
          (input.text('environment') ?? nameOf(project, environmentId)) ===
            nameOf(project, environmentId),
      )
      .sort((a, b) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : a.id - b.id));
    if (input.text('sort') === 'desc') found.reverse();
    return paged(call, found).map((deployment) => deploymentJson(world, project, deployment));
  });
  api.project('GET', '/deployments/:deployment_id', levels.reporter, (call) =>
    deploymentJson(call.world, call.project, theDeployment(call)),
  );
  api.project('POST', '/deployments', levels.developer, create);
  api.project('PUT', '/deployments/:deployment_id', levels.developer, (call) => {
    call.input.require('status');
    const deployment = theDeployment(call);
    const status = call.input.oneOf('status', reported) ?? 'running';
    if (deployment.status === status)
      throw refuse(400, { status: [`cannot transition via "${status}"`] });
    deployment.status = status;
    deployment.updatedAt = call.world.now().toISOString();
    call.world.store.save(call.project);
    return deploymentJson(call.world, call.project, deployment);
  });
  api.project('DELETE', '/deployments/:deployment_id', levels.maintainer, (call) => {
    const gone = theDeployment(call);
    call.project.deployments = call.project.deployments.filter((deployment) => deployment !== gone);
    call.world.store.save(call.project);
    void call.reply.code(204);
  });
}

async function create(call: Call): Promise<unknown> {
  const { input, project, world, user } = call;
  input.require('environment', 'sha', 'ref', 'tag', 'status');
  const status = input.oneOf('status', reported) ?? 'running';
  const sha = await resolveCommit(call.repository, input.text('sha') ?? '');
  if (sha === null) throw refuse(400, { sha: ['The commit does not exist'] });
  const name = input.text('environment') ?? '';
  const environment =
    project.environments.find((found) => found.name === name) ??
    addEnvironment(world, project, { name, externalUrl: null, tier: null });
  const now = world.now().toISOString();
  const deployment: Deployment = {
    id: world.store.nextId(),
    iid: Math.max(0, ...project.deployments.map(({ iid }) => iid)) + 1,
    environmentId: environment.id,
    ref: input.text('ref') ?? '',
    tag: input.flag('tag') ?? false,
    sha,
    userId: user.id,
    createdAt: now,
    updatedAt: now,
    status,
  };
  project.deployments.push(deployment);
  world.store.save(project);
  void call.reply.code(201);
  return deploymentJson(world, project, deployment);
}

function theDeployment({ project, input }: Call): Deployment {
  const found = project.deployments.find(({ id }) => String(id) === input.text('deployment_id'));
  if (found === undefined) throw notFound('Deployment');
  return found;
}

const nameOf = (project: Project, id: number): string =>
  project.environments.find((environment) => environment.id === id)?.name ?? '';
