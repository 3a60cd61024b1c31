// Single files: reading, and commits that touch one file.

import { createHash } from 'node:crypto';
import { git } from '../../../forge/git/run.ts';
import { resolveCommit } from '../../../forge/git/refs.ts';
import { findEntry, readBlob } from '../../../forge/git/trees.ts';
import { levels, mayPush } from '../../../forge/model/access.ts';
import { commitActions, type FileAction } from '../../../forge/model/commit-actions.ts';
import { tipOf } from '../../../forge/model/mergeability.ts';
import { badParameter, notFound, refuse } from '../refusal.ts';
import type { Api, Call } from '../call.ts';
import { contentOf } from './new-commit.ts';

export function fileRoutes(api: Api): void {
  api.project('GET', '/repository/files/:file_path', levels.reporter, async (call) => {
    const file = await find(call, { refRequired: true });
    const { bytes, ...facts } = file;
    headers(call, facts);
    return {
      file_name: facts.file_name,
      file_path: facts.file_path,
      size: facts.size,
      encoding: 'base64',
      content_sha256: facts.content_sha256,
      ref: facts.ref,
      blob_id: facts.blob_id,
      commit_id: facts.commit_id,
      last_commit_id: facts.last_commit_id,
      execute_filemode: facts.execute_filemode,
      content: bytes.toString('base64'),
    };
  });
  api.project('GET', '/repository/files/:file_path/raw', levels.reporter, async (call) => {
    const { bytes, ...facts } = await find(call, { refRequired: false });
    headers(call, facts);
    return sendRaw(call, bytes, facts.file_name);
  });
  api.project('POST', '/repository/files/:file_path', levels.developer, (call) =>
    write(call, 'create'),
  );
  api.project('PUT', '/repository/files/:file_path', levels.developer, (call) =>
    write(call, 'update'),
  );
  api.project('DELETE', '/repository/files/:file_path', levels.developer, (call) =>
    write(call, 'delete'),
  );
}

/** Bytes as GitLab serves them: never as anything a browser would run. */
export function sendRaw(call: Call, bytes: Buffer, name: string): unknown {
  void call.reply.type(
    bytes.includes(0) ? 'application/octet-stream' : 'text/plain; charset=utf-8',
  );
  void call.reply.header('x-content-type-options', 'nosniff');
  void call.reply.header(
    'content-disposition',
    `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
  );
  return call.reply.send(bytes);
}

interface FileFacts {
  readonly file_name: string;
  readonly file_path: string;
  readonly size: number;
  readonly content_sha256: string;
  readonly ref: string;
  readonly blob_id: string;
  readonly commit_id: string;
  readonly last_commit_id: string;
  readonly execute_filemode: boolean;
}

async function find(
  { input, repository, project }: Call,
  { refRequired }: { refRequired: boolean },
): Promise<FileFacts & { bytes: Buffer }> {
  if (refRequired) input.require('ref');
  const path = input.text('file_path') ?? '';
  const asked = input.text('ref') ?? 'HEAD';
  const ref = asked === 'HEAD' ? project.defaultBranch : asked;
  if (asked === '') throw badParameter('ref is empty');
  const commit = await resolveCommit(repository, ref);
  if (commit === null) throw notFound('Commit');
  const entry = await findEntry(repository, commit, path);
  if (entry === null || entry.type !== 'blob') throw notFound('File');
  const bytes = await readBlob(repository, entry.id);
  return {
    bytes,
    file_name: path.split('/').at(-1) ?? path,
    file_path: path,
    size: bytes.length,
    content_sha256: createHash('sha256').update(bytes).digest('hex'),
    ref,
    blob_id: entry.id,
    commit_id: commit,
    last_commit_id: await git(repository, [
      '--literal-pathspecs',
      'log',
      '-1',
      '--format=%H',
      commit,
      '--',
      path,
    ]),
    execute_filemode: entry.mode === '100755',
  };
}

function headers({ reply }: Call, facts: FileFacts): void {
  const named: Readonly<Record<string, string | number | boolean>> = {
    'x-gitlab-blob-id': facts.blob_id,
    'x-gitlab-commit-id': facts.commit_id,
    'x-gitlab-content-sha256': facts.content_sha256,
    'x-gitlab-encoding': 'base64',
    'x-gitlab-execute-filemode': facts.execute_filemode,
    'x-gitlab-file-name': encodeURIComponent(facts.file_name),
    'x-gitlab-file-path': encodeURI(facts.file_path),
    'x-gitlab-last-commit-id': facts.last_commit_id,
    'x-gitlab-ref': encodeURI(facts.ref),
    'x-gitlab-size': facts.size,
  };
  for (const [name, value] of Object.entries(named)) void reply.header(name, String(value));
}

async function write(call: Call, action: FileAction['action']): Promise<unknown> {
  const { input, project, world, user } = call;
  input.require('branch', 'commit_message', ...(action === 'delete' ? [] : ['content']));
  const branch = input.text('branch') ?? '';
  const path = input.text('file_path') ?? '';
  if (!mayPush(project, user, branch))
    throw refuse(400, 'You are not allowed to push into this branch');
  await commitActions(world, call, {
    branch,
    start: input.text('start_branch') ?? (tipOf(project, branch) === null ? undefined : branch),
    message: input.text('commit_message') ?? '',
    actions: [
      { action, path, content: contentOf(input), lastCommit: input.text('last_commit_id') },
    ],
    authorName: input.text('author_name'),
    authorEmail: input.text('author_email'),
  });
  void call.reply.code(action === 'create' ? 201 : action === 'update' ? 200 : 204);
  return action === 'delete' ? undefined : { file_path: path, branch };
}
