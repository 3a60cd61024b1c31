// What a pull request brings: its commits and its files.

import { readCommits } from '../../../forge/git/commits.ts';
import { readDiff } from '../../../forge/git/diffs.ts';
import { latestVersion } from '../../../forge/model/versions.ts';
import type { Api } from '../call.ts';
import { commitJson } from '../entities/commit.ts';
import { fileJson } from '../entities/file.ts';
import { paged } from '../paging.ts';
import { thePull } from './the-pull.ts';

/** GitHub lists no more: https://docs.github.com/rest/pulls/pulls#list-commits-on-a-pull-request */
const MOST_COMMITS = 250;
const MOST_FILES = 3000;

export function pullContentRoutes(api: Api): void {
  api.repo('GET', '/pulls/:number/commits', 'pull_requests', async (call) => {
    const { base, head } = latestVersion(thePull(call));
    const range = [`${base}..${head}`];
    const commits = (await readCommits(call.repository, { range })).reverse();
    const shown = paged(call, commits.slice(0, MOST_COMMITS));
    return Promise.all(shown.map((commit) => commitJson(call.world, call.project, commit)));
  });
  api.repo('GET', '/pulls/:number/files', 'pull_requests', async (call) => {
    const { base, head } = latestVersion(thePull(call));
    const files = await readDiff(call.repository, base, head);
    const shown = paged(call, files.slice(0, MOST_FILES));
    return Promise.all(shown.map((file) => fileJson(call, { file, from: base, to: head })));
  });
}
