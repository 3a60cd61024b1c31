// A layer: the same files always give the same bytes.

import { constants, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface Layer {
  /** Uncompressed: what an image's `diff_ids` name. */
  readonly tar: Buffer;
  readonly gzipped: Buffer;
}

/** Text by path; owned by root, readable by all, from the beginning of time. */
export async function tarball(files: Readonly<Record<string, string>>): Promise<Layer> {
  const archive = pack();
  const mtime = new Date(0);
  for (const folder of foldersOf(Object.keys(files)))
    archive.entry({ name: `${folder}/`, type: 'directory', mode: 0o755, mtime });
  for (const [name, text] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
    archive.entry({ name, mode: 0o644, mtime }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const tar = Buffer.concat(chunks);
  return { tar, gzipped: gzipSync(tar, { level: constants.Z_BEST_COMPRESSION }) };
}

function foldersOf(paths: readonly string[]): readonly string[] {
  const all = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(all)].sort();
}
