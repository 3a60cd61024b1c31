// Says how a deployment goes.

import type { Deployment, DeploymentStatus } from '../../../forge/model/state.ts';
import type { Call } from '../call.ts';
import { deploymentStatusJson } from '../entities/deployment.ts';
import { validationFailed } from '../errors.ts';
import { reader } from '../schema.ts';

const states = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
] as const;
type State = (typeof states)[number];

/** How pages say it. */
const remembered: Readonly<Record<State, string>> = {
  error: 'failed',
  failure: 'failed',
  inactive: 'inactive',
  in_progress: 'running',
  queued: 'created',
  pending: 'created',
  success: 'success',
};

const LONGEST_DESCRIPTION = 140;

/** https://docs.github.com/rest/deployments/statuses#create-a-deployment-status */
export async function createStatus(call: Call, deployment: Deployment): Promise<unknown> {
  const { body, project, world } = call;
  const given = reader(body);
  given.require('state');
  const state = given.word('state', states) ?? 'pending';
  const description = given.text('description') ?? '';
  const said = {
    state,
    description,
    logUrl: given.text('log_url') ?? given.text('target_url') ?? '',
    environmentUrl: given.text('environment_url') ?? '',
  };
  const autoInactive = given.flag('auto_inactive') ?? true;
  given.done();
  if (description.length > LONGEST_DESCRIPTION)
    throw validationFailed([
      {
        resource: 'DeploymentStatus',
        code: 'custom',
        field: 'description',
        message: `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`,
      },
    ]);
  const status = add(call, deployment, said);
  if (state === 'success' && autoInactive) {
    for (const older of superseded(call, deployment))
      add(call, older, { ...said, state: 'inactive', description: '' });
  }
  await world.announce(project, {
    kind: 'deployment status',
    user: call.user,
    deployment,
    status,
  });
  world.store.save(project);
  world.changed(project);
  void call.reply.code(201);
  return deploymentStatusJson(call, status);
}

function add(
  { project, user, world }: Call,
  deployment: Deployment,
  said: Pick<DeploymentStatus, 'state' | 'description' | 'logUrl' | 'environmentUrl'>,
): DeploymentStatus {
  const createdAt = world.now().toISOString();
  const status = {
    ...said,
    id: world.store.nextId(),
    deploymentId: deployment.id,
    userId: user.id,
    createdAt,
  };
  project.deploymentStatuses.push(status);
  deployment.status = remembered[said.state];
  deployment.updatedAt = createdAt;
  return status;
}

/** Earlier ones of the same environment that are live, neither transient nor in production. */
function superseded({ project }: Call, deployment: Deployment): Deployment[] {
  return project.deployments.filter((older) => {
    const { asked, environmentId, id } = older;
    if (id >= deployment.id || environmentId !== deployment.environmentId) return false;
    if (asked?.transient === true || asked?.production === true) return false;
    const last = project.deploymentStatuses.findLast(({ deploymentId }) => deploymentId === id);
    return last?.state === 'success';
  });
}
