// Files, and commits that touch one: https://docs.github.com/en/rest/repos/contents

import { findEntry, readBlob, readTree, type TreeEntry } from '../../../forge/git/trees.ts';
import { mayPush } from '../../../forge/model/access.ts';
import { commitActions, type FileAction } from '../../../forge/model/commit-actions.ts';
import type { Api, Call } from '../call.ts';
import { apiOf, pageOf } from '../entities/addresses.ts';
import { gitCommitJson } from '../entities/commit.ts';
import { notFound, refuse, unprocessable } from '../errors.ts';
import { reader } from '../schema.ts';
import { branchTip, namedCommit } from '../the-commit.ts';
import { asRaw, sendRaw } from './raw.ts';
import { requirePush } from './refs.ts';

export function contentRoutes(api: Api): void {
  api.repo('GET', '/contents/*', 'contents', read);
  api.repo('GET', '/contents', 'contents', read);
  api.repo('PUT', '/contents/*', 'contents', write);
  api.repo('DELETE', '/contents/*', 'contents', remove);
}

async function read(call: Call): Promise<unknown> {
  const { repository } = call;
  const at = await namedCommit(call, 'ref');
  const path = pathOf(call);
  const entry = path === '' ? null : await findEntry(repository, at, path);
  if (entry?.type === 'blob') {
    const bytes = await readBlob(repository, entry.id);
    if (asRaw(call)) return sendRaw(call, bytes);
    return { ...described(call, entry, path), ...contentOf(bytes) };
  }
  const listed = await readTree(repository, at, { path, recursive: false });
  if (listed === null || (path !== '' && listed.length === 0)) throw notFound();
  return listed.map((one) => described(call, one, one.path));
}

function contentOf(bytes: Buffer): object {
  return {
    size: bytes.length,
    content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
    encoding: 'base64',
  };
}

function described(call: Call, { id, type }: TreeEntry, path: string): Record<string, unknown> {
  const { world, project, input } = call;
  const ref = input.text('ref') ?? project.defaultBranch;
  const web = path.split('/').map(encodeURIComponent).join('/');
  const url = `${apiOf(world, project)}/contents/${web}?ref=${encodeURIComponent(ref)}`;
  const git = `${apiOf(world, project)}/git/${type}s/${id}`;
  const page = `${pageOf(world, project)}/${type}/${encodeURIComponent(ref)}/${web}`;
  const raw = type === 'blob' ? `${pageOf(world, project)}/raw/${ref}/${web}` : null;
  return {
    type: type === 'blob' ? 'file' : type === 'tree' ? 'dir' : 'submodule',
    name: path.split('/').at(-1) ?? path,
    path,
    sha: id,
    size: 0,
    url,
    git_url: git,
    html_url: page,
    download_url: raw,
    _links: { self: url, git, html: page },
  };
}

/** Creates with 201, updates with 200; an update names the blob that it replaces. */
async function write(call: Call): Promise<unknown> {
  const given = reader(call.body);
  given.require('message', 'content');
  const message = given.text('message') ?? '';
  const content = Buffer.from(given.text('content') ?? '', 'base64');
  const sha = given.text('sha');
  given.done();
  const path = pathOf(call);
  const branch = branchOf(call);
  const before = await findEntry(call.repository, branchTip(call, branch), path);
  if (before !== null && sha === undefined)
    throw unprocessable('Invalid request.\n\n"sha" wasn\'t supplied.');
  refuseStale(before, { path, sha });
  const action: FileAction = { action: before === null ? 'create' : 'update', path, content };
  const made = await commit(call, { branch, message, action });
  const after = await findEntry(call.repository, made, path);
  void call.reply.code(before === null ? 201 : 200);
  if (after === null) throw new Error('a file that was written is not there');
  return {
    content: { ...described(call, after, path), size: content.length },
    commit: await gitCommitJson(call.world, call.project, made),
  };
}

async function remove(call: Call): Promise<unknown> {
  const given = reader({ ...(call.request.query as object), ...call.body });
  given.require('message', 'sha');
  const [message = '', sha = ''] = [given.text('message'), given.text('sha')];
  given.done();
  const path = pathOf(call);
  const branch = branchOf(call);
  const before = await findEntry(call.repository, branchTip(call, branch), path);
  if (before === null) throw notFound();
  refuseStale(before, { path, sha });
  const made = await commit(call, { branch, message, action: { action: 'delete', path } });
  return { content: null, commit: await gitCommitJson(call.world, call.project, made) };
}

function refuseStale(
  before: TreeEntry | null,
  { path, sha }: { readonly path: string; readonly sha: string | undefined },
): void {
  if (sha !== undefined && before?.id !== sha) throw refuse(409, `${path} does not match ${sha}`);
}

async function commit(
  call: Call,
  wish: { readonly branch: string; readonly message: string; readonly action: FileAction },
): Promise<string> {
  requirePush(call);
  const { world, project, user, body } = call;
  if (!mayPush(project, user, wish.branch))
    throw refuse(
      409,
      'Repository rule violations found\n\nChanges must be made through a pull request.',
    );
  const author = (body['author'] ?? {}) as { name?: string; email?: string };
  return commitActions(world, call, {
    branch: wish.branch,
    message: wish.message,
    actions: [wish.action],
    authorName: author.name,
    authorEmail: author.email,
  });
}

function pathOf({ input }: Call): string {
  return (input.text('*') ?? '').replace(/^\/+|\/+$/g, '');
}

function branchOf({ body, project, input }: Call): string {
  const named = body['branch'] ?? input.text('branch');
  return typeof named === 'string' ? named : project.defaultBranch;
}
