// The files of a service project, as far as anybody needs them.

import type { ProjectFile } from '../../ports/projects.ts';

const MOST = 100;
const AT_A_TIME = 6;

/** Bytes of one file; the same limit as for documents. */
export const FILE_BYTES = 256 * 1024;

/** The first hundred of what is there, in its order. */
export async function readFiles<Entry>(
  there: readonly Entry[],
  read: (entry: Entry) => Promise<ProjectFile>,
): Promise<readonly ProjectFile[]> {
  const entries = there.slice(0, MOST);
  const found: ProjectFile[] = [];
  for (let start = 0; start < entries.length; start += AT_A_TIME) {
    found.push(...(await Promise.all(entries.slice(start, start + AT_A_TIME).map(read))));
  }
  return found;
}
