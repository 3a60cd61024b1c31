// Deployment records: GitLab's environments, and what was deployed to them.

import { recordFor } from '../forge/deployment-record.ts';
import type { Deployment, DeploymentState } from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';
import { listOf } from '../forge/answer.ts';
import { refusedWith } from '../forge/mishap.ts';
import {
  deploymentFrom,
  environmentFrom,
  type DeploymentAnswer,
  type EnvironmentAnswer,
} from './answers.ts';
import type { LoadClient } from './client.ts';

type Status = 'running' | 'success' | 'failed' | 'canceled';
type Recorded = Exclude<DeploymentState, 'stopped'>;

const STATUSES: Readonly<Record<Recorded, Status>> = {
  running: 'running',
  succeeded: 'success',
  failed: 'failed',
  canceled: 'canceled',
};

/** Newest first; what is older than so many is settled. */
const LOOKED_AT = 20;

export interface DeploymentParts {
  readonly client: LoadClient;
  readonly project: string;
  /** Records of others, from a pipeline for instance, are not ours to change. */
  readonly self: () => Promise<string>;
}

/** As the port promises. Everything is looked for before it is made, so an answer that got lost does no harm. */
export async function recordDeployment(
  parts: DeploymentParts,
  deployment: Deployment,
): Promise<void> {
  const { target, state } = deployment;
  const [environment, ours] = await Promise.all([
    environmentOf(parts, target),
    ourDeployments(parts, target),
  ]);
  if (state === 'stopped') return stop(parts, environment, ours);
  await ensureEnvironment(parts, environment, deployment);
  const record = recordFor(ours, deployment);
  await cancelOthers(parts, ours, record);
  if (record === null) await create(parts, deployment, STATUSES[state]);
  else if (record.state !== state) await update(parts, record, STATUSES[state]);
}

async function environmentOf(
  { client, project }: DeploymentParts,
  target: Target,
): Promise<EnvironmentAnswer | null> {
  const { environments } = await client();
  const answer = await environments.all(project, { name: target, perPage: 1, maxPages: 1 });
  return listOf(answer).map(environmentFrom)[0] ?? null;
}

async function ourDeployments(
  { client, project, self }: DeploymentParts,
  target: Target,
): Promise<readonly DeploymentAnswer[]> {
  const { deployments } = await client();
  const [author, answer] = await Promise.all([
    self(),
    deployments.all(project, {
      environment: target,
      orderBy: 'id',
      sort: 'desc',
      perPage: LOOKED_AT,
      maxPages: 1,
    }),
  ]);
  return listOf(answer)
    .map(deploymentFrom)
    .filter(({ by }) => by === author);
}

/**
 * Made before its first deployment, which would make it too, but with a tier guessed from any part of the name:
 * `production/internal` would be a test. An address that somebody wrote there stays.
 */
async function ensureEnvironment(
  { client, project }: DeploymentParts,
  there: EnvironmentAnswer | null,
  { target, tier, url }: Deployment,
): Promise<void> {
  const { environments } = await client();
  const address = url === null ? {} : { externalUrl: url };
  if (there !== null) {
    if (there.url === null && url !== null) await environments.edit(project, there.id, address);
    return;
  }
  try {
    await environments.create(project, target, { tier, ...address });
  } catch (error) {
    if (!refusedWith(error, 400, 'has already been taken')) throw error;
  }
}

async function cancelOthers(
  parts: DeploymentParts,
  ours: readonly DeploymentAnswer[],
  but: DeploymentAnswer | null,
): Promise<void> {
  for (const other of ours) {
    if (other.state === 'running' && other.id !== but?.id) await update(parts, other, 'canceled');
  }
}

async function create(
  { client, project }: DeploymentParts,
  { target, commit, branch }: Deployment,
  status: Status,
): Promise<void> {
  const { deployments } = await client();
  await deployments.create(project, target, commit, branch, false, { status });
}

async function update(
  { client, project }: DeploymentParts,
  { id }: DeploymentAnswer,
  status: Status,
): Promise<void> {
  const { deployments } = await client();
  await deployments.edit(project, id, status);
}

async function stop(
  parts: DeploymentParts,
  environment: EnvironmentAnswer | null,
  ours: readonly DeploymentAnswer[],
): Promise<void> {
  await cancelOthers(parts, ours, null);
  if (environment?.state !== 'available') return;
  const { environments } = await parts.client();
  await environments.stop(parts.project, environment.id);
}
