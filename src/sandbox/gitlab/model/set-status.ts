// Commit statuses and the steps that GitLab lets them take.

import { refuse } from '../api/refusal.ts';
import type { Project, Status, StatusState, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

/** What a caller may ask for. */
export const statusStates = [
  'pending',
  'running',
  'success',
  'failed',
  'canceled',
  'skipped',
] as const;
export type Wanted = (typeof statusStates)[number];

const step: Readonly<Record<Wanted, { name: string; from: readonly StatusState[] }>> = {
  pending: { name: 'enqueue', from: ['created', 'skipped'] },
  running: { name: 'run', from: ['created', 'pending'] },
  success: { name: 'success', from: ['created', 'pending', 'running'] },
  failed: { name: 'drop', from: ['created', 'pending', 'running'] },
  canceled: { name: 'cancel', from: ['created', 'pending', 'running'] },
  skipped: { name: 'skip', from: ['created', 'pending', 'running'] },
};

export interface StatusChange {
  readonly sha: string;
  readonly ref: string;
  readonly name: string;
  readonly state: Wanted;
  readonly targetUrl: string | undefined;
  readonly description: string | undefined;
  readonly coverage: number | undefined;
}

/** Moves the status of that name that is under way, or begins a new one. Refuses a step that GitLab has not. */
export function setStatus(
  world: World,
  { project, user }: { project: Project; user: User },
  change: StatusChange,
): Status {
  const status = underWay(project, change) ?? begin(world, { project, user }, change);
  const { name, from } = step[change.state];
  if (!from.includes(status.state)) {
    throw refuse(
      400,
      `Cannot transition status via :${name} from :${status.state} (Reason(s): Status cannot transition via "${name}")`,
    );
  }
  const now = world.now().toISOString();
  status.state = change.state;
  if (change.state === 'running' || change.state === 'success' || change.state === 'failed')
    status.startedAt ??= now;
  if (change.state !== 'running' && change.state !== 'pending') status.finishedAt = now;
  if (change.targetUrl !== undefined) status.targetUrl = change.targetUrl;
  if (change.description !== undefined) status.description = change.description;
  if (change.coverage !== undefined) status.coverage = change.coverage;
  if (!project.statuses.includes(status)) {
    for (const older of project.statuses) {
      if (sameCheck(older, status)) older.retried = true;
    }
    project.statuses.push(status);
  }
  world.store.save(project);
  world.changed(project);
  return status;
}

function underWay(project: Project, change: StatusChange): Status | null {
  return (
    project.statuses.find(
      (status) =>
        sameCheck(status, change) && (status.state === 'pending' || status.state === 'running'),
    ) ?? null
  );
}

function sameCheck(
  a: Pick<Status, 'sha' | 'ref' | 'name'>,
  b: Pick<Status, 'sha' | 'ref' | 'name'>,
): boolean {
  return a.sha === b.sha && a.ref === b.ref && a.name === b.name;
}

function begin(
  world: World,
  { project, user }: { project: Project; user: User },
  change: StatusChange,
): Status {
  const sibling = project.statuses.find(({ sha, ref }) => sha === change.sha && ref === change.ref);
  return {
    id: world.store.nextId(),
    sha: change.sha,
    ref: change.ref,
    name: change.name,
    authorId: user.id,
    createdAt: world.now().toISOString(),
    pipelineId: sibling?.pipelineId ?? world.store.nextId(),
    state: 'created',
    targetUrl: null,
    description: null,
    coverage: null,
    startedAt: null,
    finishedAt: null,
    retried: false,
  };
}
