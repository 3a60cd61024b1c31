// A file that two commits differ in, as GitHub's JSON shows it.

import type { FileDiff } from '../../../forge/git/diffs.ts';
import { findEntry } from '../../../forge/git/trees.ts';
import { apiOf, pageOf } from './addresses.ts';
import type { InProject } from './in-project.ts';
import { lineCounts } from './line-counts.ts';

export interface Between {
  readonly file: FileDiff;
  readonly from: string;
  readonly to: string;
}

export async function fileJson(
  { world, project }: InProject,
  { file, from, to }: Between,
): Promise<Record<string, unknown>> {
  const path = file.removed ? file.oldPath : file.newPath;
  const at = file.removed ? from : to;
  const entry = await findEntry(world.store.repository(project), at, path);
  const { additions, deletions } = lineCounts(file.text);
  const web = path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: entry?.id ?? null,
    filename: path,
    status: statusOf(file),
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${pageOf(world, project)}/blob/${at}/${web}`,
    raw_url: `${pageOf(world, project)}/raw/${at}/${web}`,
    contents_url: `${apiOf(world, project)}/contents/${web}?ref=${at}`,
    ...(file.text === '' ? {} : { patch: file.text.replace(/\n$/, '') }),
    ...(file.renamed ? { previous_filename: file.oldPath } : {}),
  };
}

function statusOf(file: FileDiff): string {
  if (file.added) return 'added';
  if (file.removed) return 'removed';
  return file.renamed ? 'renamed' : 'modified';
}
