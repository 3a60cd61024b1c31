// What webhooks say about merge requests and notes, in GitLab's shapes.

import { knownCheck } from '../../forge/model/mergeability.ts';
import { detailedStatus } from '../model/detailed-status.ts';
import type { MergeRequest, Note, Project, User } from '../../forge/model/state.ts';
import { sourceOf } from '../../forge/model/source.ts';
import { latestVersion } from '../../forge/model/versions.ts';
import type { World } from '../../forge/model/world.ts';

const stateIds = { opened: 1, closed: 2, merged: 3 } as const;

/** `2026-01-31 12:00:00 UTC`, as most times in webhooks are written. */
const hookTime = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

function hookUser(world: World, user: User): object {
  return {
    id: user.id,
    name: user.name,
    username: user.username,
    avatar_url: `${world.url()}/-/avatar/${user.username}.svg`,
    email: '[REDACTED]',
  };
}

export function hookProject(world: World, project: Project): object {
  const url = `${world.url()}/${project.path}`;
  const ssh = `git@${new URL(world.url()).hostname}:${project.path}.git`;
  const [namespace = '', name = ''] = project.path.split('/');
  return {
    id: project.id,
    name,
    description: project.description,
    web_url: url,
    avatar_url: null,
    git_ssh_url: ssh,
    git_http_url: `${url}.git`,
    namespace,
    visibility_level: 0,
    path_with_namespace: project.path,
    default_branch: project.defaultBranch,
    ci_config_path: null,
    homepage: url,
    url: ssh,
    ssh_url: ssh,
    http_url: `${url}.git`,
  };
}

export function hookRepository(world: World, project: Project): object {
  return {
    name: project.path.split('/').at(-1),
    url: `git@${new URL(world.url()).hostname}:${project.path}.git`,
    description: project.description,
    homepage: `${world.url()}/${project.path}`,
  };
}

export interface MergeRequestEvent {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly user: User;
  readonly action: string;
  readonly oldrev?: string;
  readonly changes?: Readonly<Record<string, unknown>>;
}

export function mergeRequestPayload(world: World, event: MergeRequestEvent): object {
  const { project, mr, user } = event;
  return {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: hookUser(world, user),
    project: hookProject(world, project),
    object_attributes: {
      ...attributes(world, project, mr),
      action: event.action,
      ...(event.oldrev === undefined ? {} : { oldrev: event.oldrev }),
    },
    labels: mr.labels.map((title) => hookLabel(project, title)),
    changes: event.changes ?? {},
    repository: hookRepository(world, project),
    ...people(world, mr),
  };
}

export function notePayload(
  world: World,
  event: { project: Project; mr: MergeRequest; note: Note; action: 'create' | 'update' },
): object {
  const { project, mr, note } = event;
  const author = world.store.user(note.authorId);
  return {
    object_kind: 'note',
    event_type: note.internal ? 'confidential_note' : 'note',
    user: hookUser(world, author),
    project_id: project.id,
    project: hookProject(world, project),
    object_attributes: {
      attachment: null,
      author_id: author.id,
      change_position: null,
      commit_id: null,
      created_at: hookTime(note.createdAt),
      discussion_id: note.discussion,
      id: note.id,
      line_code: null,
      note: note.body,
      noteable_id: mr.id,
      noteable_type: 'MergeRequest',
      original_position: note.position,
      position: note.position,
      project_id: project.id,
      resolved_at: null,
      resolved_by_id: note.resolvedBy,
      st_diff: null,
      system: note.system,
      type: note.position === null ? (note.individual ? null : 'DiscussionNote') : 'DiffNote',
      updated_at: hookTime(note.updatedAt),
      description: note.body,
      internal: note.internal,
      url: `${world.url()}/${project.path}/-/merge_requests/${mr.iid}#note_${note.id}`,
      action: event.action,
    },
    repository: hookRepository(world, project),
    merge_request: attributes(world, project, mr),
  };
}

function people(world: World, mr: MergeRequest): object {
  const list = (ids: readonly number[]): object[] =>
    ids.map((id) => hookUser(world, world.store.user(id)));
  return {
    ...(mr.assigneeIds.length === 0 ? {} : { assignees: list(mr.assigneeIds) }),
    ...(mr.reviewerIds.length === 0 ? {} : { reviewers: list(mr.reviewerIds) }),
  };
}

function attributes(world: World, project: Project, mr: MergeRequest): object {
  const verdict = knownCheck(project, mr)?.verdict ?? null;
  const url = `${world.url()}/${project.path}`;
  return {
    assignee_id: mr.assigneeIds[0] ?? null,
    assignee_ids: mr.assigneeIds,
    author_id: mr.authorId,
    blocking_discussions_resolved: true,
    created_at: hookTime(mr.createdAt),
    description: mr.description,
    detailed_merge_status: detailedStatus(project, mr),
    draft: mr.draft,
    first_contribution: false,
    head_pipeline_id: null,
    id: mr.id,
    iid: mr.iid,
    labels: mr.labels.map((title) => hookLabel(project, title)),
    last_commit: { id: latestVersion(mr).head, url: `${url}/-/commit/${latestVersion(mr).head}` },
    last_edited_at: null,
    last_edited_by_id: null,
    merge_commit_sha: mr.mergeCommit,
    merge_error: null,
    merge_params: { force_remove_source_branch: mr.removeSource ? '1' : '0' },
    merge_status:
      verdict === null ? 'unchecked' : verdict === 'clean' ? 'can_be_merged' : 'cannot_be_merged',
    merge_user_id: mr.merged?.userId ?? null,
    merge_when_pipeline_succeeds: false,
    milestone_id: null,
    reviewer_ids: mr.reviewerIds,
    source: hookProject(world, sourceOf(world, project, mr)),
    source_branch: mr.source,
    source_project_id: mr.sourceProject,
    state: mr.state,
    state_id: stateIds[mr.state],
    target: hookProject(world, project),
    target_branch: mr.target,
    target_project_id: project.id,
    title: mr.title,
    updated_at: hookTime(mr.updatedAt),
    url: `${url}/-/merge_requests/${mr.iid}`,
    work_in_progress: mr.draft,
  };
}

function hookLabel(project: Project, title: string): object {
  return {
    id: 0,
    title,
    color: '#6699cc',
    project_id: project.id,
    type: 'ProjectLabel',
    group_id: null,
  };
}
