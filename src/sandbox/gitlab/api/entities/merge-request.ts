// Merge requests as GitLab's JSON shows them.

import { readDiff } from '../../../forge/git/diffs.ts';
import { levelOf, levels, mayMerge } from '../../../forge/model/access.ts';
import { knownCheck } from '../../../forge/model/mergeability.ts';
import { detailedStatus } from '../../model/detailed-status.ts';
import type { MergeRequest, Project, User } from '../../../forge/model/state.ts';
import { latestVersion } from '../../../forge/model/versions.ts';
import type { World } from '../../../forge/model/world.ts';
import { userBasic, userById } from './people.ts';

/** What every form of a merge request begins with. */
export function mergeRequestBrief(project: Project, mr: MergeRequest): Record<string, unknown> {
  return {
    id: mr.id,
    iid: mr.iid,
    project_id: project.id,
    title: mr.title,
    description: mr.description,
    state: mr.state,
    created_at: mr.createdAt,
    updated_at: mr.updatedAt,
  };
}

export function mergeRequestBasic(
  world: World,
  project: Project,
  mr: MergeRequest,
): Record<string, unknown> {
  return {
    ...mergeRequestBrief(project, mr),
    merged_by: userById(world, mr.merged?.userId),
    merge_user: userById(world, mr.merged?.userId),
    merged_at: mr.merged?.at ?? null,
    closed_by: userById(world, mr.closed?.userId),
    closed_at: mr.closed?.at ?? null,
    target_branch: mr.target,
    source_branch: mr.source,
    user_notes_count: mr.notes.filter(({ system }) => !system).length,
    upvotes: votes(mr, 'thumbsup'),
    downvotes: votes(mr, 'thumbsdown'),
    author: userBasic(world, world.store.user(mr.authorId)),
    assignees: mr.assigneeIds.map((id) => userById(world, id)),
    assignee: userById(world, mr.assigneeIds[0]),
    reviewers: mr.reviewerIds.map((id) => userById(world, id)),
    source_project_id: mr.sourceProject,
    target_project_id: project.id,
    labels: mr.labels,
    draft: mr.draft,
    imported: false,
    imported_from: 'none',
    work_in_progress: mr.draft,
    milestone: null,
    merge_when_pipeline_succeeds: false,
    ...mergeFields(project, mr),
    reference: `!${mr.iid}`,
    references: {
      short: `!${mr.iid}`,
      relative: `!${mr.iid}`,
      full: `${project.path}!${mr.iid}`,
    },
    web_url: `${world.url()}/${project.path}/-/merge_requests/${mr.iid}`,
    time_stats: {
      time_estimate: 0,
      total_time_spent: 0,
      human_time_estimate: null,
      human_total_time_spent: null,
    },
    squash: mr.squash,
    squash_on_merge: mr.squash,
    task_completion_status: tasks(mr.description),
    has_conflicts: knownCheck(project, mr)?.verdict === 'conflict',
    blocking_discussions_resolved: true,
    approvals_before_merge: null,
  };
}

/** One merge request alone carries more. */
export async function mergeRequestFull(
  world: World,
  { project, mr, user }: { project: Project; mr: MergeRequest; user: User },
): Promise<Record<string, unknown>> {
  const { base, head, start } = latestVersion(mr);
  const files = await readDiff(world.store.repository(project), base, head);
  return {
    ...mergeRequestBasic(world, project, mr),
    subscribed: false,
    changes_count: files.length === 0 ? null : String(files.length),
    latest_build_started_at: null,
    latest_build_finished_at: null,
    first_deployed_to_production_at: null,
    pipeline: null,
    head_pipeline: null,
    diff_refs: { base_sha: base, head_sha: head, start_sha: start },
    merge_error: null,
    first_contribution: false,
    user: {
      can_merge: mayMerge(project, user, mr.target) && levelOf(project, user) >= levels.developer,
    },
  };
}

function mergeFields(project: Project, mr: MergeRequest): Record<string, unknown> {
  const verdict = knownCheck(project, mr)?.verdict ?? null;
  const status = {
    clean: 'can_be_merged',
    conflict: 'cannot_be_merged',
    behind: 'can_be_merged',
    empty: 'cannot_be_merged',
  };
  const settled = mr.state === 'merged' ? 'can_be_merged' : 'checking';
  return {
    merge_status: verdict === null ? settled : status[verdict],
    detailed_merge_status: detailedStatus(project, mr),
    merge_after: null,
    sha: mr.head,
    merge_commit_sha: mr.mergeCommit,
    squash_commit_sha: mr.squashCommit,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: mr.removeSource,
    prepared_at: mr.createdAt,
  };
}

function votes(mr: MergeRequest, name: string): number {
  return mr.awards.filter((award) => award.name === name).length;
}

function tasks(text: string): { count: number; completed_count: number } {
  const boxes = [...text.matchAll(/^\s*[-*+]\s+\[([ xX])\]/gm)];
  return { count: boxes.length, completed_count: boxes.filter(([, mark]) => mark !== ' ').length };
}
