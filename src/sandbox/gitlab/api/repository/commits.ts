// Commits: reading them.

import { readCommit, readCommits, readStats } from '../../../forge/git/commits.ts';
import { EMPTY_TREE, readDiff } from '../../../forge/git/diffs.ts';
import { containing, descendants, mergeBase, resolveCommit } from '../../../forge/git/refs.ts';
import { levels } from '../../../forge/model/access.ts';
import { badParameter, notFound } from '../refusal.ts';
import { latestStatuses } from '../../../forge/model/statuses.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { commitJson, diffJson } from '../entities/commit.ts';
import { mergeRequestBasic } from '../entities/merge-request.ts';
import { pageHeaders, pageOf, paged } from '../paging.ts';

export function commitRoutes(api: Api): void {
  api.project('GET', '/repository/commits', levels.reporter, list);
  api.project('GET', '/repository/commits/:sha', levels.reporter, one);
  api.project('GET', '/repository/commits/:sha/diff', levels.reporter, async (call) => {
    const sha = await commitOf(call);
    const commit = await readCommit(call.repository, sha);
    const files = await readDiff(call.repository, commit.parents[0] ?? EMPTY_TREE, sha);
    return paged(call, files).map(diffJson);
  });
  api.project('GET', '/repository/commits/:sha/refs', levels.reporter, async (call) => {
    const sha = await commitOf(call);
    const type = call.input.text('type') ?? 'all';
    const branches = type === 'tag' ? [] : await containing(call.repository, sha, 'refs/heads');
    const tags = type === 'branch' ? [] : await containing(call.repository, sha, 'refs/tags');
    return paged(call, [
      ...branches.map((ref) => ({ type: 'branch', name: ref.slice('refs/heads/'.length) })),
      ...tags.map((ref) => ({ type: 'tag', name: ref.slice('refs/tags/'.length) })),
    ]);
  });
  api.project('GET', '/repository/commits/:sha/merge_requests', levels.reporter, async (call) => {
    const sha = await commitOf(call);
    return paged(call, await broughtBy(call, sha)).map((mr) =>
      mergeRequestBasic(call.world, call.project, mr),
    );
  });
  api.project('GET', '/repository/compare', levels.reporter, compare);
}

async function commitOf(call: Call): Promise<string> {
  const sha = await resolveCommit(call.repository, call.input.text('sha') ?? '');
  if (sha === null) throw notFound('Commit');
  return sha;
}

async function list(call: Call): Promise<unknown> {
  const { input, project, repository } = call;
  const name = input.text('ref_name') ?? project.defaultBranch;
  const path = input.text('path');
  const [from = '', to] = name.split(/\.{2,3}/);
  const tip = await resolveCommit(repository, to ?? from);
  if (tip === null) {
    pageHeaders(call, { hasNext: false });
    return [];
  }
  const base = to === undefined ? null : await resolveCommit(repository, from);
  const { page, perPage } = pageOf(call);
  const commits = await readCommits(repository, {
    range:
      input.flag('all') === true
        ? ['--branches', '--tags']
        : [base === null ? tip : `${base}..${tip}`],
    ...(path === undefined ? {} : { path }),
    skip: (page - 1) * perPage,
    limit: perPage + 1,
    flags: [
      ...(input.has('since') ? [`--since=${input.text('since') ?? ''}`] : []),
      ...(input.has('until') ? [`--until=${input.text('until') ?? ''}`] : []),
      ...(input.flag('first_parent') === true ? ['--first-parent'] : []),
    ],
  });
  pageHeaders(call, { hasNext: commits.length > perPage });
  return commits.slice(0, perPage).map((commit) => commitJson(call.world, project, commit));
}

async function one(call: Call): Promise<unknown> {
  const sha = await commitOf(call);
  const stats = await readStats(call.repository, sha);
  const statuses = latestStatuses(call.project, sha);
  return {
    ...commitJson(call.world, call.project, await readCommit(call.repository, sha)),
    stats: { ...stats, total: stats.additions + stats.deletions },
    status: statuses.at(-1)?.state ?? null,
    project_id: call.project.id,
    last_pipeline: null,
  };
}

/** Whether the commit is one of the merge request's own, or what its merge made. */
async function broughtBy(
  { project, repository }: Call,
  sha: string,
): Promise<readonly MergeRequest[]> {
  const last = (mr: MergeRequest) => mr.versions.at(-1);
  const ends = project.mergeRequests.flatMap((mr) => {
    const version = last(mr);
    return version === undefined ? [] : [version.start, version.head];
  });
  const after = await descendants(repository, sha, ends);
  return project.mergeRequests.filter((mr) => {
    if (sha === mr.mergeCommit || sha === mr.squashCommit || sha === mr.head) return true;
    const version = last(mr);
    return version !== undefined && after.has(version.head) && !after.has(version.start);
  });
}

async function compare(call: Call): Promise<unknown> {
  const { input, repository, project, world } = call;
  input.require('from', 'to');
  const [from, to] = await Promise.all(
    ['from', 'to'].map((name) => resolveCommit(repository, input.text(name) ?? '')),
  );
  if (from === null || to === null || from === undefined || to === undefined) throw notFound('Ref');
  if (input.has('from_project_id') && input.integer('from_project_id') !== project.id) {
    throw badParameter('from_project_id does not have a valid value');
  }
  const base =
    input.flag('straight') === true ? from : ((await mergeBase(repository, from, to)) ?? from);
  const commits = (await readCommits(repository, { range: [`${from}..${to}`] })).reverse();
  const last = commits.at(-1);
  return {
    commit: last === undefined ? null : commitJson(world, project, last),
    commits: commits.map((commit) => commitJson(world, project, commit)),
    diffs: (await readDiff(repository, base, to)).map(diffJson),
    compare_timeout: false,
    compare_same_ref: from === to,
    web_url: `${world.url()}/${project.path}/-/compare/${base}...${to}`,
  };
}
