// What a merge request brings: differences, commits, versions.

import { readCommits } from '../../../forge/git/commits.ts';
import { readDiff, type FileDiff } from '../../../forge/git/diffs.ts';
import { levels } from '../../../forge/model/access.ts';
import { notFound } from '../refusal.ts';
import type { MergeRequest, Version } from '../../../forge/model/state.ts';
import { latestVersion } from '../../../forge/model/versions.ts';
import type { Api, Call } from '../call.ts';
import { commitJson, diffJson } from '../entities/commit.ts';
import { mergeRequestFull } from '../entities/merge-request.ts';
import { userBasic } from '../entities/people.ts';
import { theMergeRequest } from './merge-requests.ts';
import { paged } from '../paging.ts';

export function mergeRequestDiffRoutes(api: Api): void {
  api.project('GET', '/merge_requests/:iid/diffs', levels.reporter, async (call) =>
    paged(call, await diffs(call, latestVersion(theMergeRequest(call)))).map(diffJson),
  );
  api.project('GET', '/merge_requests/:iid/raw_diffs', levels.reporter, async (call) => {
    const files = await diffs(call, latestVersion(theMergeRequest(call)));
    void call.reply.type('text/plain; charset=utf-8');
    return files
      .map((file) => `diff --git a/${file.oldPath} b/${file.newPath}\n${file.text}`)
      .join('');
  });
  api.project('GET', '/merge_requests/:iid/changes', levels.reporter, async (call) => {
    const mr = theMergeRequest(call);
    const files = await diffs(call, latestVersion(mr));
    return {
      ...(await mergeRequestFull(call.world, { ...call, mr })),
      changes: files.map(diffJson),
      overflow: false,
    };
  });
  api.project('GET', '/merge_requests/:iid/commits', levels.reporter, async (call) =>
    paged(call, await commits(call, latestVersion(theMergeRequest(call)))),
  );
  api.project('GET', '/merge_requests/:iid/versions', levels.reporter, async (call) => {
    const mr = theMergeRequest(call);
    const rows = await Promise.all(
      mr.versions.map((version) => versionJson(call, { mr, version })),
    );
    return paged(call, rows.reverse());
  });
  api.project('GET', '/merge_requests/:iid/versions/:version_id', levels.reporter, async (call) => {
    const mr = theMergeRequest(call);
    const version = mr.versions.find(({ id }) => String(id) === call.input.text('version_id'));
    if (version === undefined) throw notFound('');
    return {
      ...(await versionJson(call, { mr, version })),
      commits: await commits(call, version),
      diffs: (await diffs(call, version)).map(diffJson),
    };
  });
  api.project('GET', '/merge_requests/:iid/participants', levels.reporter, (call) => {
    const mr = theMergeRequest(call);
    const people = new Set([mr.authorId, ...mr.notes.map(({ authorId }) => authorId)]);
    return paged(call, [...people]).map((id) => userBasic(call.world, call.world.store.user(id)));
  });
}

function diffs({ repository }: Call, { base, head }: Version): Promise<FileDiff[]> {
  return readDiff(repository, base, head);
}

async function commits(
  { world, project, repository }: Call,
  { start, head }: Version,
): Promise<Record<string, unknown>[]> {
  const found = await readCommits(repository, { range: [`${start}..${head}`] });
  return found.map((commit) => commitJson(world, project, commit));
}

async function versionJson(
  call: Call,
  { mr, version }: { mr: MergeRequest; version: Version },
): Promise<Record<string, unknown>> {
  return {
    id: version.id,
    head_commit_sha: version.head,
    base_commit_sha: version.base,
    start_commit_sha: version.start,
    created_at: version.createdAt,
    merge_request_id: mr.id,
    state: 'collected',
    real_size: String((await diffs(call, version)).length),
    patch_id_sha: null,
  };
}
