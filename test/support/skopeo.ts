// Pushing an image with skopeo, a program of somebody else's. Stories that need it are skipped where it is absent.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Layout, writeLayout } from './oci-layout.ts';
import type { Sandbox } from './sandbox-process.ts';

export const hasSkopeo = spawnSync('skopeo', ['--version']).status === 0;

/** Pushes as alice to the source registry; gives the digest that the tag has now. */
export async function pushImage(
  sandbox: Sandbox,
  to: { readonly repository: string; readonly tag: string },
  layout: Layout,
): Promise<string> {
  const source = sandbox.registries['source'];
  if (source === undefined) throw new Error('sandbox.json names no source registry');
  const folder = await mkdtemp(join(sandbox.dir, 'layout-'));
  const digest = await writeLayout(folder, to.tag, layout);
  await promisify(execFile)('skopeo', [
    '--insecure-policy',
    'copy',
    '--all',
    '--dest-tls-verify=false',
    `--dest-creds=${source.user}:${source.password}`,
    `oci:${folder}:${to.tag}`,
    `docker://${new URL(source.url).host}/${to.repository}:${to.tag}`,
  ]);
  await rm(folder, { recursive: true });
  return digest;
}
