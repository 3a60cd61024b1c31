// Deployments, their statuses and their environments as GitHub's JSON shows them.

import type { Deployment, DeploymentStatus, Environment } from '../../../forge/model/state.ts';
import { apiOf, pageOf } from './addresses.ts';
import { performedVia } from './app.ts';
import type { InProject } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { simpleUser } from './people.ts';
import { githubTime } from './time.ts';

export function deploymentJson(
  { world, project }: InProject,
  deployment: Deployment,
): Record<string, unknown> {
  const url = `${apiOf(world, project)}/deployments/${deployment.id}`;
  const creator = world.store.user(deployment.userId);
  const { asked } = deployment;
  const environment = environmentOf(project.environments, deployment.environmentId);
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    task: asked?.task ?? 'deploy',
    original_environment: environment,
    environment,
    description: asked?.description ?? null,
    created_at: githubTime(deployment.createdAt),
    updated_at: githubTime(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: apiOf(world, project),
    creator: simpleUser(world, creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: asked?.payload ?? {},
    transient_environment: asked?.transient ?? false,
    production_environment: asked?.production ?? false,
    performed_via_github_app: performedVia(world, creator),
  };
}

export function deploymentStatusJson(
  { world, project }: InProject,
  status: DeploymentStatus,
): Record<string, unknown> {
  const deployment = `${apiOf(world, project)}/deployments/${status.deploymentId}`;
  const creator = world.store.user(status.userId);
  const of = project.deployments.find(({ id }) => id === status.deploymentId);
  return {
    url: `${deployment}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: simpleUser(world, creator),
    description: status.description,
    environment: environmentOf(project.environments, of?.environmentId ?? 0),
    target_url: status.logUrl,
    created_at: githubTime(status.createdAt),
    updated_at: githubTime(status.createdAt),
    deployment_url: deployment,
    repository_url: apiOf(world, project),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: performedVia(world, creator),
  };
}

export function environmentJson(
  { world, project }: InProject,
  environment: Environment,
): Record<string, unknown> {
  const { id, name } = environment;
  return {
    id,
    node_id: nodeId('Environment', id),
    name,
    url: `${apiOf(world, project)}/environments/${encodeURIComponent(name)}`,
    html_url: `${pageOf(world, project)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: githubTime(environment.createdAt),
    updated_at: githubTime(environment.updatedAt),
    protection_rules: [],
    deployment_branch_policy: null,
  };
}

function environmentOf(environments: readonly Environment[], wanted: number): string {
  return environments.find(({ id }) => id === wanted)?.name ?? '';
}
