// Deployment records. GitHub makes their environments by itself, and has no end for those but that nothing is active.

import { listOf, recordOf, textIn } from '../forge/answer.ts';
import { recordFor, type DeploymentRecord } from '../forge/deployment-record.ts';
import type { Deployment, DeploymentState } from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';
import { deploymentFrom } from './answers.ts';
import type { Project } from './octokit.ts';

type Recorded = Exclude<DeploymentState, 'stopped'>;
type Said = 'in_progress' | 'success' | 'failure' | 'inactive';

/** An end that did not come about is shown as inactive, like one that is over. */
const SAID: Readonly<Record<Recorded, Said>> = {
  running: 'in_progress',
  succeeded: 'success',
  failed: 'failure',
  canceled: 'inactive',
};
const ENDS: Readonly<Record<string, Recorded>> = {
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
};

/** Newest first, those of others among them. */
const LISTED = 20;
/** Of ours; what is older than so many is settled. The statuses of each are a request of their own, and those are counted. */
const LOOKED_AT = 5;

interface Shown extends DeploymentRecord {
  /** Nobody has said anything of it yet. */
  readonly silent: boolean;
  /** It is under way or serves. */
  readonly active: boolean;
}

export type DeploymentParts = Project & { readonly self: () => Promise<string> };

/** As the port promises. Everything is looked for before it is made, so an answer that got lost does no harm. */
export async function recordDeployment(
  parts: DeploymentParts,
  deployment: Deployment,
): Promise<void> {
  const { target, state, url } = deployment;
  const ours = await ourDeployments(parts, target);
  const active = ours.filter((one) => one.active);
  if (state === 'stopped') return retire(parts, active);
  const record = recordFor(ours, deployment);
  // With a success GitHub would retire those before it, but not of what it calls production.
  const over = active.filter(
    (one) => one.id !== record?.id && (state === 'succeeded' || one.state === 'running'),
  );
  await retire(parts, over);
  if (record?.state === state && !record.silent) return;
  const id = record?.id ?? (await create(parts, deployment));
  await say(parts, { id, state: SAID[state], ...(url === null ? {} : { environment_url: url }) });
}

/** Those of others, from a workflow for instance, are not ours to change. */
async function ourDeployments(
  parts: DeploymentParts,
  environment: Target,
): Promise<readonly Shown[]> {
  const { rest } = await parts.octokit();
  const asked = { ...parts.at, environment, per_page: LISTED };
  const [author, { data }] = await Promise.all([parts.self(), rest.repos.listDeployments(asked)]);
  const ours = listOf(data)
    .map(deploymentFrom)
    .filter(({ by }) => by === author)
    .sort((a, b) => b.id - a.id)
    .slice(0, LOOKED_AT);
  return Promise.all(ours.map(async (one) => ({ ...one, ...(await shown(parts, one.id)) })));
}

/** Statuses come newest first. What became inactive after its end has ended all the same. */
async function shown(
  { octokit, at }: Project,
  id: number,
): Promise<Pick<Shown, 'state' | 'silent' | 'active'>> {
  const { rest } = await octokit();
  const asked = { ...at, deployment_id: id, per_page: 100 };
  const said = listOf((await rest.repos.listDeploymentStatuses(asked)).data).map((status) =>
    textIn(recordOf(status), 'state'),
  );
  const end = said.map((state) => ENDS[state]).find((state) => state !== undefined);
  const inactive = said[0] === 'inactive';
  return {
    state: end ?? (inactive ? 'canceled' : 'running'),
    silent: said.length === 0,
    active: !inactive && end !== 'failed',
  };
}

async function create(
  { octokit, at }: Project,
  { target, tier, commit }: Deployment,
): Promise<number> {
  const { rest } = await octokit();
  const answer = await rest.repos.createDeployment({
    ...at,
    ref: commit,
    environment: target,
    production_environment: tier === 'production',
    // What is deployed is merged already, and our own checks are not to wait for themselves.
    auto_merge: false,
    required_contexts: [],
  });
  return deploymentFrom(answer.data).id;
}

async function retire(parts: Project, over: readonly Shown[]): Promise<void> {
  for (const { id } of over) await say(parts, { id, state: 'inactive' });
}

async function say(
  { octokit, at }: Project,
  { id, ...said }: { readonly id: number; readonly state: Said; readonly environment_url?: string },
): Promise<void> {
  const { rest } = await octokit();
  await rest.repos.createDeploymentStatus({ ...at, deployment_id: id, ...said });
}
