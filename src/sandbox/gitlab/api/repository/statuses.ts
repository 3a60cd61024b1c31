// Commit statuses.

import { containing, resolveCommit } from '../../../forge/git/refs.ts';
import { levels } from '../../../forge/model/access.ts';
import { notFound } from '../refusal.ts';
import { setStatus, statusStates } from '../../model/set-status.ts';
import type { Status } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import type { Api, Call } from '../call.ts';
import { userById } from '../entities/people.ts';
import { paged } from '../paging.ts';

export function statusRoutes(api: Api): void {
  api.project('GET', '/repository/commits/:sha/statuses', levels.reporter, async (call) => {
    const { input, project } = call;
    const sha = await resolveCommit(call.repository, input.text('sha') ?? '');
    if (sha === null) throw notFound('Commit');
    const found = project.statuses.filter(
      (status) =>
        status.sha === sha &&
        (input.flag('all') === true || !status.retried) &&
        (input.text('ref') ?? status.ref) === status.ref &&
        (input.text('name') ?? status.name) === status.name,
    );
    return paged(call, found).map((status) => statusJson(call.world, status));
  });
  api.project('POST', '/statuses/:sha', levels.developer, create);
}

async function create(call: Call): Promise<unknown> {
  const { input, project, repository, world } = call;
  input.require('state');
  const state = input.oneOf('state', statusStates) ?? 'pending';
  const given = input.text('sha') ?? '';
  const sha = /^[0-9a-f]{7,40}$/.test(given) ? await resolveCommit(repository, given) : null;
  if (sha === null) throw notFound('Commit');
  const ref = input.text('ref') ?? (await branchWith(call, sha));
  if (ref === null) throw notFound('References for commit');
  const status = setStatus(world, call, {
    sha,
    ref,
    state,
    name: input.text('name') ?? input.text('context') ?? 'default',
    targetUrl: input.text('target_url'),
    description: input.text('description')?.slice(0, 255),
    coverage: input.has('coverage') ? Number(input.text('coverage')) : undefined,
  });
  for (const mr of project.mergeRequests) if (mr.head === sha) world.changed(project);
  void call.reply.code(201);
  return statusJson(world, status);
}

async function branchWith({ repository }: Call, sha: string): Promise<string | null> {
  const [branch] = await containing(repository, sha, 'refs/heads');
  return branch?.slice('refs/heads/'.length) ?? null;
}

function statusJson(world: World, status: Status): Record<string, unknown> {
  return {
    id: status.id,
    sha: status.sha,
    ref: status.ref,
    status: status.state,
    name: status.name,
    target_url: status.targetUrl,
    description: status.description,
    created_at: status.createdAt,
    started_at: status.startedAt,
    finished_at: status.finishedAt,
    allow_failure: false,
    coverage: status.coverage,
    pipeline_id: status.pipelineId,
    author: userById(world, status.authorId),
  };
}
