// Deployments that somebody reports.

import { readRefs, resolveCommit } from '../../forge/git/refs.ts';
import { levels } from '../../forge/model/access.ts';
import { notFound, refuse } from './refusal.ts';
import type { Deployment, Project } from '../../forge/model/state.ts';
import type { Api, Call } from './call.ts';
import { deploymentJson } from './entities/deployment.ts';
import { addEnvironment, environmentName } from './environments.ts';
import { paged } from './paging.ts';

const reported = ['running', 'success', 'failed', 'canceled'] as const;
const EVENTS = { running: 'run', success: 'succeed', failed: 'drop', canceled: 'cancel' } as const;

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
    // From an ended state to another it goes, but never back to running.
    if (deployment.status === status || status === 'running')
      throw refuse(400, { status: [`cannot transition via "${EVENTS[status]}"`] });
    deployment.status = status;
    deployment.updatedAt = call.world.now().toISOString();
    if (status === 'success') startAgain(call.project, deployment);
    call.world.store.save(call.project);
    call.world.changed(call.project);
    return deploymentJson(call.world, call.project, deployment);
  });
  api.project('DELETE', '/deployments/:deployment_id', levels.maintainer, (call) => {
    const gone = theDeployment(call);
    if (gone.status === 'running') throw refuse(400, 'Cannot destroy running deployment');
    if (gone === lastSuccess(call.project, gone.environmentId))
      throw refuse(400, 'Deployment currently deployed to environment');
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
  const [ref, tag] = [input.text('ref') ?? '', input.flag('tag') ?? false];
  const full = tag ? `refs/tags/${ref}` : `refs/heads/${ref}`;
  if (!(full in (await readRefs(call.repository))))
    throw refuse(400, { ref: ['The branch or tag does not exist'] });
  const name = environmentName(input.text('environment') ?? '');
  const environment =
    project.environments.find((found) => found.name === name) ??
    addEnvironment(world, project, { name, externalUrl: null, tier: null });
  const last = lastSuccess(project, environment.id);
  void call.reply.code(201);
  // GitLab answers with the one that stands already, instead of saying the same twice.
  if (last?.ref === ref && last.tag === tag && last.sha === sha && last.status === status)
    return deploymentJson(world, project, last);
  const now = world.now().toISOString();
  const deployment: Deployment = {
    id: world.store.nextId(),
    iid: Math.max(0, ...project.deployments.map(({ iid }) => iid)) + 1,
    environmentId: environment.id,
    ref,
    tag,
    sha,
    userId: user.id,
    createdAt: now,
    updatedAt: now,
    status,
  };
  project.deployments.push(deployment);
  if (status === 'success') startAgain(project, deployment);
  world.store.save(project);
  world.changed(project);
  return deploymentJson(world, project, deployment);
}

function lastSuccess(project: Project, environment: number): Deployment | null {
  const found = project.deployments.findLast(
    ({ environmentId, status }) => environmentId === environment && status === 'success',
  );
  return found ?? null;
}

/** A stopped environment is available again once something was deployed to it. */
function startAgain(project: Project, { environmentId }: Deployment): void {
  const environment = project.environments.find(({ id }) => id === environmentId);
  if (environment !== undefined) environment.state = 'available';
}

function theDeployment({ project, input }: Call): Deployment {
  const found = project.deployments.find(({ id }) => String(id) === input.text('deployment_id'));
  if (found === undefined) throw notFound('Deployment');
  return found;
}

const nameOf = (project: Project, id: number): string =>
  project.environments.find((environment) => environment.id === id)?.name ?? '';
