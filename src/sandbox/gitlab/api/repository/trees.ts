// Folders and blobs.

import { resolveCommit } from '../../../forge/git/refs.ts';
import { attempt } from '../../../forge/git/run.ts';
import { readBlob, readTree } from '../../../forge/git/trees.ts';
import { levels } from '../../../forge/model/access.ts';
import { notFound } from '../refusal.ts';
import type { Api, Call } from '../call.ts';
import { sendRaw } from './files.ts';
import { keysetPaged, paged } from '../paging.ts';

export function treeRoutes(api: Api): void {
  api.project('GET', '/repository/tree', levels.reporter, tree);
  api.project('GET', '/repository/blobs/:blob', levels.reporter, async (call) => {
    const { id, bytes } = await blob(call);
    return { size: bytes.length, encoding: 'base64', content: bytes.toString('base64'), sha: id };
  });
  api.project('GET', '/repository/blobs/:blob/raw', levels.reporter, async (call) => {
    const { id, bytes } = await blob(call);
    return sendRaw(call, bytes, id);
  });
}

async function tree(call: Call): Promise<unknown> {
  const { input, repository, project } = call;
  const commit = await resolveCommit(repository, input.text('ref') ?? project.defaultBranch);
  if (commit === null) throw notFound('Tree');
  const path = (input.text('path') ?? '').replace(/^\/+|\/+$/g, '');
  const entries = await readTree(repository, commit, {
    path,
    recursive: input.flag('recursive') === true,
  });
  if (entries === null) throw notFound('invalid revision or path');
  // GitLab lists folders before files.
  const rank = { tree: 0, blob: 1, commit: 2 };
  const sorted =
    input.flag('recursive') === true
      ? entries
      : entries.sort((a, b) => rank[a.type] - rank[b.type]);
  const shown =
    input.text('pagination') === 'keyset'
      ? keysetPaged(call, sorted, ({ path: key }) => Buffer.from(key).toString('hex'))
      : paged(call, sorted);
  return shown.map((entry) => ({
    id: entry.id,
    name: entry.path.split('/').at(-1),
    type: entry.type,
    path: entry.path,
    mode: entry.mode,
  }));
}

async function blob({ input, repository }: Call): Promise<{ id: string; bytes: Buffer }> {
  const id = input.text('blob') ?? '';
  if (!/^[0-9a-f]{40}$/.test(id)) throw notFound('Blob');
  const kind = await attempt(repository, ['cat-file', '-t', id]);
  if (kind.out.toString().trim() !== 'blob') throw notFound('Blob');
  return { id, bytes: await readBlob(repository, id) };
}
