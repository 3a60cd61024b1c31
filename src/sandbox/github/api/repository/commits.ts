// Commits: https://docs.github.com/en/rest/commits/commits

import { countCommits, readCommit, readCommits, readStats } from '../../../forge/git/commits.ts';
import { EMPTY_TREE, readDiff } from '../../../forge/git/diffs.ts';
import { mergeBase, resolveCommit } from '../../../forge/git/refs.ts';
import type { Api, Call } from '../call.ts';
import { apiOf, pageOf } from '../entities/addresses.ts';
import { commitJson } from '../entities/commit.ts';
import { fileJson } from '../entities/file.ts';
import { noCommit, notFound } from '../errors.ts';
import { paged } from '../paging.ts';
import { namedCommit } from '../the-commit.ts';

/** Files of a commit or comparison beyond these are left out. */
const MOST_FILES = 300;

export function commitRoutes(api: Api): void {
  api.repo('GET', '/commits', 'contents', list);
  api.repo('GET', '/commits/:ref', 'contents', one);
  api.repo('GET', '/compare/:span', 'contents', compare);
}

async function list(call: Call): Promise<unknown> {
  const { input, repository, world, project } = call;
  const tip = await namedCommit(call, 'sha');
  const path = input.text('path');
  const flags = (['since', 'until', 'author'] as const).flatMap((name) => {
    const value = input.text(name);
    return value === undefined ? [] : [`--${name}=${value}`];
  });
  const commits = await readCommits(repository, {
    range: [tip],
    flags,
    ...(path === undefined ? {} : { path }),
  });
  return Promise.all(paged(call, commits).map((commit) => commitJson(world, project, commit)));
}

async function one(call: Call): Promise<unknown> {
  const { input, repository, world, project } = call;
  const ref = input.text('ref') ?? '';
  const sha = await resolveCommit(repository, ref.replace(/^(?:heads|tags)\//, ''));
  if (sha === null) throw noCommit(ref);
  const commit = await readCommit(repository, sha);
  const stats = await readStats(repository, sha);
  return {
    ...(await commitJson(world, project, commit)),
    stats: { ...stats, total: stats.additions + stats.deletions },
    files: await filesBetween(call, commit.parents[0] ?? EMPTY_TREE, sha),
  };
}

/** From the common ancestor on, the oldest commit first, as GitHub compares. */
async function compare(call: Call): Promise<unknown> {
  const { input, repository, world, project } = call;
  const [from = '', to = ''] = (input.text('span') ?? '').split('...');
  const [base, head] = [await resolveCommit(repository, from), await resolveCommit(repository, to)];
  const common = base === null || head === null ? null : await mergeBase(repository, base, head);
  if (base === null || head === null || common === null) throw notFound();
  const ahead = (await readCommits(repository, { range: [`${base}..${head}`] })).reverse();
  const behind = await countCommits(repository, `${head}..${base}`);
  const span = `${base}...${head}`;
  const page = `${pageOf(world, project)}/compare/${from}...${to}`;
  const shown = async (sha: string): Promise<unknown> =>
    commitJson(world, project, await readCommit(repository, sha));
  return {
    url: `${apiOf(world, project)}/compare/${from}...${to}`,
    html_url: page,
    permalink_url: `${pageOf(world, project)}/compare/${span}`,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: await shown(base),
    merge_base_commit: await shown(common),
    status: statusOf(ahead.length, behind),
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: await Promise.all(paged(call, ahead).map((each) => commitJson(world, project, each))),
    files: await filesBetween(call, common, head),
  };
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

async function filesBetween(call: Call, from: string, to: string): Promise<unknown> {
  const files = await readDiff(call.repository, from, to);
  return Promise.all(files.slice(0, MOST_FILES).map((file) => fileJson(call, { file, from, to })));
}
