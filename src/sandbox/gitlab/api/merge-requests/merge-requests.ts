// Merge requests: listing, opening, reading and editing.

import { levelOf, levels } from '../../../forge/model/access.ts';
import { checkMerge, tipOf } from '../../../forge/model/mergeability.ts';
import { detailedStatus } from '../../model/detailed-status.ts';
import {
  changeState,
  editMergeRequest,
  openMergeRequest,
  type Edits,
} from '../../../forge/model/merge-requests.ts';
import { badParameter, forbidden, notFound } from '../refusal.ts';
import type { MergeRequest, Project } from '../../../forge/model/state.ts';
import { perform, quickActions } from '../../model/quick-actions.ts';
import type { Api, Call } from '../call.ts';
import { mergeRequestBasic, mergeRequestFull } from '../entities/merge-request.ts';
import { listedMergeRequests } from './filter.ts';
import { paged } from '../paging.ts';

export function mergeRequestRoutes(api: Api): void {
  api.project('GET', '/merge_requests', levels.reporter, (call) =>
    paged(call, listedMergeRequests(call)).map((mr) =>
      mergeRequestBasic(call.world, call.project, mr),
    ),
  );
  api.project('POST', '/merge_requests', levels.reporter, create);
  api.project('GET', '/merge_requests/:iid', levels.reporter, (call) => {
    const mr = theMergeRequest(call);
    const answer = mergeRequestFull(call.world, { ...call, mr });
    checkSoon(call, mr);
    return answer;
  });
  api.project('PUT', '/merge_requests/:iid', levels.reporter, update);
  api.project('DELETE', '/merge_requests/:iid', levels.owner, (call) => {
    const mr = theMergeRequest(call);
    call.project.mergeRequests = call.project.mergeRequests.filter((other) => other !== mr);
    call.world.store.save(call.project);
    void call.reply.code(204);
  });
}

export function theMergeRequest({ project, input }: Call): MergeRequest {
  const found = project.mergeRequests.find(({ iid }) => String(iid) === input.text('iid'));
  if (found === undefined) throw notFound('');
  return found;
}

/** Authors may edit their own; developers may edit all. */
function requireEditor({ user, level }: Call, mr: MergeRequest): void {
  if (level < levels.developer && mr.authorId !== user.id) throw forbidden();
}

/** Starts the check whose verdict a later request will see, as GitLab does. */
function checkSoon({ world, project }: Pick<Call, 'world' | 'project'>, mr: MergeRequest): void {
  if (detailedStatus(project, mr) !== 'checking') return;
  checkMerge(world, project, mr).catch((error: unknown) =>
    world.log.error('mergeability could not be checked', {
      mergeRequest: mr.iid,
      error: String(error),
    }),
  );
}

async function create(call: Call): Promise<unknown> {
  const { input, project, world, user } = call;
  input.require('title', 'source_branch', 'target_branch');
  if (call.level < levels.developer) throw forbidden();
  const title = input.text('title') ?? '';
  if (title.trim() === '') throw badParameter('title is empty');
  const { body, commands } = quickActions(input.text('description') ?? '');
  const base = targetProject(call);
  const mr = await world.alone(base, () =>
    openMergeRequest(
      world,
      { project: base, user },
      {
        from: project,
        source: input.text('source_branch') ?? '',
        target: input.text('target_branch') ?? '',
        title: title.trim(),
        description: body,
        labels: input.list('labels') ?? [],
        assigneeIds: ids(call, 'assignee') ?? [],
        reviewerIds: ids(call, 'reviewer') ?? [],
        squash: input.flag('squash') ?? false,
        removeSource: input.flag('remove_source_branch') ?? false,
      },
    ),
  );
  await perform(world, { project: base, mr, user }, { commands, sawHead: null });
  const answer = await mergeRequestFull(world, { project: base, user, mr });
  checkSoon({ world, project: base }, mr);
  void call.reply.code(201);
  return answer;
}

/** Where the branch is proposed: in its own project, or in the one that this is a fork of. */
function targetProject({ input, world, project, user }: Call): Project {
  const id = input.integer('target_project_id');
  if (id === undefined || id === project.id) return project;
  const base = id === project.forkOf ? world.store.projectById(id) : null;
  if (base === null || levelOf(base, user) < levels.reporter) throw notFound('Project');
  return base;
}

const updatable = [
  'title',
  'description',
  'labels',
  'add_labels',
  'remove_labels',
  'state_event',
  'target_branch',
  'assignee_id',
  'assignee_ids',
  'reviewer_ids',
  'squash',
  'remove_source_branch',
  'discussion_locked',
  'milestone_id',
  'allow_collaboration',
];

async function update(call: Call): Promise<unknown> {
  const { input, project, world, user } = call;
  const mr = theMergeRequest(call);
  requireEditor(call, mr);
  if (!updatable.some((name) => input.has(name))) {
    throw badParameter(
      `${updatable.join(', ')} are missing, at least one parameter must be provided`,
    );
  }
  const event = input.oneOf('state_event', ['close', 'reopen'] as const);
  const { edits, commands } = editsOf(call, mr);
  await world.alone(project, async () => {
    await editMergeRequest(world, { project, mr, user }, edits);
    if (event !== undefined) await changeState(world, { project, mr, user }, event);
  });
  await perform(world, { project, mr, user }, { commands, sawHead: null });
  const answer = await mergeRequestFull(world, { ...call, mr });
  checkSoon(call, mr);
  return answer;
}

function editsOf(
  call: Call,
  mr: MergeRequest,
): { edits: Edits; commands: ReturnType<typeof quickActions>['commands'] } {
  const { input, project } = call;
  const edits: Edits = {};
  const title = input.text('title');
  if (title !== undefined && title.trim() === '') throw badParameter('title is empty');
  if (title !== undefined) edits.title = title.trim();
  const text = input.text('description');
  const { body, commands } = quickActions(text ?? '');
  if (text !== undefined) edits.description = body;
  const target = input.text('target_branch');
  if (target !== undefined && tipOf(project, target) === null)
    throw badParameter('target_branch does not exist');
  if (target !== undefined) edits.target = target;
  const labels = newLabels(call, mr);
  if (labels !== null) edits.labels = labels;
  const assigneeIds = ids(call, 'assignee');
  if (assigneeIds !== null) edits.assigneeIds = assigneeIds;
  const reviewerIds = ids(call, 'reviewer');
  if (reviewerIds !== null) edits.reviewerIds = reviewerIds;
  const squash = input.flag('squash');
  if (squash !== undefined) edits.squash = squash;
  const removeSource = input.flag('remove_source_branch');
  if (removeSource !== undefined) edits.removeSource = removeSource;
  return { edits, commands };
}

function newLabels({ input }: Call, mr: MergeRequest): string[] | null {
  const added = input.list('add_labels') ?? [];
  const removed = input.list('remove_labels') ?? [];
  const base = input.list('labels') ?? (input.has('labels') ? [] : null);
  if (base === null && added.length + removed.length === 0) return null;
  return [...new Set([...(base ?? mr.labels), ...added])].filter(
    (label) => !removed.includes(label),
  );
}

/** `assignee_id`, `assignee_ids`; 0 or an empty list takes everybody off. Null when neither is given. */
function ids({ input, world }: Call, who: 'assignee' | 'reviewer'): number[] | null {
  const many = input.list(`${who}_ids`);
  const one = input.integer(`${who}_id`);
  if (many === undefined && one === undefined) return null;
  const known = new Set(world.store.root.users.map(({ id }) => id));
  return (many ?? [one]).map(Number).filter((id) => known.has(id));
}
