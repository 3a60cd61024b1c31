// Objects of Git: https://docs.github.com/en/rest/git

import { attempt } from '../../../forge/git/run.ts';
import { readBlob, readTree } from '../../../forge/git/trees.ts';
import type { Api, Call } from '../call.ts';
import { apiOf } from '../entities/addresses.ts';
import { gitCommitJson } from '../entities/commit.ts';
import { nodeId } from '../entities/node-id.ts';
import { notFound } from '../errors.ts';
import { asRaw, sendRaw } from './raw.ts';

/** More than so many are cut off, and `truncated` says so. */
const MOST_ENTRIES = 100_000;

export function objectRoutes(api: Api): void {
  api.repo('GET', '/git/commits/:sha', 'contents', async (call) => {
    const sha = await the(call, 'commit', call.input.text('sha') ?? '');
    return gitCommitJson(call.world, call.project, sha);
  });
  api.repo('GET', '/git/trees/:tree', 'contents', tree);
  api.repo('GET', '/git/blobs/:sha', 'contents', async (call) => {
    const sha = await the(call, 'blob', call.input.text('sha') ?? '');
    const bytes = await readBlob(call.repository, sha);
    if (asRaw(call)) return sendRaw(call, bytes);
    return {
      sha,
      node_id: nodeId('Blob', call.project.id) + sha.slice(0, 8),
      size: bytes.length,
      url: `${apiOf(call.world, call.project)}/git/blobs/${sha}`,
      content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
      encoding: 'base64',
    };
  });
}

/** `main`, a sha, or either with `:path` behind it. */
async function tree(call: Call): Promise<unknown> {
  const { world, project, repository, input } = call;
  const sha = await the(call, 'tree', input.text('tree') ?? '');
  const recursive = input.text('recursive') !== undefined;
  const found = (await readTree(repository, sha, { path: '', recursive })) ?? [];
  const url = `${apiOf(world, project)}/git`;
  const entries = await Promise.all(
    found.slice(0, MOST_ENTRIES).map(async ({ path, mode, type, id }) => ({
      path,
      mode,
      type,
      sha: id,
      ...(type === 'blob' ? { size: (await readBlob(repository, id)).length } : {}),
      ...(type === 'commit' ? {} : { url: `${url}/${type}s/${id}` }),
    })),
  );
  return {
    sha,
    url: `${url}/trees/${sha}`,
    tree: entries,
    truncated: found.length > MOST_ENTRIES,
  };
}

async function the(
  { repository }: Call,
  kind: 'commit' | 'tree' | 'blob',
  name: string,
): Promise<string> {
  if (name === '' || name.startsWith('-')) throw notFound();
  const wanted = kind === 'tree' ? (name.includes(':') ? name : `${name}^{tree}`) : name;
  const ran = await attempt(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    wanted,
  ]);
  const sha = ran.out.toString().trim();
  const type = await attempt(repository, ['cat-file', '-t', sha]);
  if (ran.code !== 0 || type.out.toString().trim() !== kind) throw notFound();
  return sha;
}
