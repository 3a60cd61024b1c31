// Commits made through the API.

import { readCommit, readStats } from '../../../forge/git/commits.ts';
import { levels, mayPush } from '../../../forge/model/access.ts';
import { commitActions, type FileAction } from '../../../forge/model/commit-actions.ts';
import { tipOf } from '../../../forge/model/mergeability.ts';
import { badParameter, forbidden } from '../refusal.ts';
import type { Api } from '../call.ts';
import { commitJson } from '../entities/commit.ts';
import type { Input } from '../input.ts';

export function newCommitRoutes(api: Api): void {
  api.project('POST', '/repository/commits', levels.developer, async (call) => {
    const { input, project, world, user, repository } = call;
    input.require('branch', 'commit_message', 'actions');
    const branch = input.text('branch') ?? '';
    if (!mayPush(project, user, branch))
      throw forbidden('You are not allowed to push into this branch');
    const sha = await commitActions(world, call, {
      branch,
      start:
        input.text('start_branch') ??
        input.text('start_sha') ??
        (tipOf(project, branch) === null ? undefined : branch),
      message: input.text('commit_message') ?? '',
      actions: input.objects('actions').map(actionOf),
      authorName: input.text('author_name'),
      authorEmail: input.text('author_email'),
      force: input.flag('force'),
    });
    const stats = await readStats(repository, sha);
    void call.reply.code(201);
    return {
      ...commitJson(world, project, await readCommit(repository, sha)),
      stats: { ...stats, total: stats.additions + stats.deletions },
      status: null,
      project_id: project.id,
      last_pipeline: null,
    };
  });
}

function actionOf(given: Input): FileAction {
  const action = given.text('action');
  const path = given.text('file_path');
  const known = ['create', 'update', 'delete', 'move', 'chmod'] as const;
  const kind = known.find((one) => one === action);
  if (action === undefined) throw badParameter('actions[0][action] is missing');
  if (kind === undefined) throw badParameter('actions[0][action] does not have a valid value');
  if (path === undefined) throw badParameter('actions[0][file_path] is missing');
  return {
    action: kind,
    path,
    previousPath: given.text('previous_path'),
    content: contentOf(given),
    lastCommit: given.text('last_commit_id'),
    executable: given.flag('execute_filemode'),
  };
}

/** The bytes that a `content` and its `encoding` mean. */
export function contentOf(given: Input): Buffer | undefined {
  const content = given.text('content');
  if (content === undefined) return undefined;
  return Buffer.from(content, given.text('encoding') === 'base64' ? 'base64' : 'utf8');
}
