// Pull requests as GitHub's JSON shows them.

import { countCommits } from '../../../forge/git/commits.ts';
import { readDiff } from '../../../forge/git/diffs.ts';
import type { Project } from '../../../forge/model/state.ts';
import { latestVersion } from '../../../forge/model/versions.ts';
import { mergeState } from '../../model/merge-state.ts';
import { apiOf, pullAddresses } from './addresses.ts';
import { association } from './association.ts';
import type { Pull } from './in-project.ts';
import { labelJson } from './label.ts';
import { lineCounts } from './line-counts.ts';
import { nodeId } from './node-id.ts';
import { ownerJson, simpleUser, userById } from './people.ts';
import { repositoryJson } from './repository.ts';
import { githubTime, githubTimeOrNull } from './time.ts';

/** What a list shows of each. */
export function pullBrief(pull: Pull): Record<string, unknown> {
  const { world, project, mr } = pull;
  const { api, page, issue } = pullAddresses(pull);
  const author = world.store.user(mr.authorId);
  return {
    url: api,
    id: mr.id,
    node_id: nodeId('PullRequest', mr.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: mr.iid,
    state: mr.state === 'opened' ? 'open' : 'closed',
    locked: false,
    title: mr.title,
    user: simpleUser(world, author),
    body: mr.description === '' ? null : mr.description,
    created_at: githubTime(mr.createdAt),
    updated_at: githubTime(mr.updatedAt),
    closed_at: githubTimeOrNull(mr.merged?.at ?? mr.closed?.at),
    merged_at: githubTimeOrNull(mr.merged?.at),
    merge_commit_sha: mergeState(project, mr).commit,
    assignee: userById(world, mr.assigneeIds[0]),
    assignees: mr.assigneeIds.map((id) => userById(world, id)),
    requested_reviewers: mr.reviewerIds.map((id) => userById(world, id)),
    requested_teams: [],
    labels: mr.labels.map((name) => labelJson(pull, name)),
    milestone: null,
    draft: mr.draft,
    ...furtherUrls(pull),
    head: side(pull, 'head'),
    base: side(pull, 'base'),
    _links: links(pull),
    author_association: association(project, author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** One alone carries more: whether it can be merged, and how much it is. */
export async function pullFull(pull: Pull): Promise<Record<string, unknown>> {
  const { world, project, mr } = pull;
  const repository = world.store.repository(project);
  const { base, head } = latestVersion(mr);
  const files = await readDiff(repository, base, head);
  const { mergeable, word } = mergeState(project, mr);
  const lines = files.map(({ text }) => lineCounts(text));
  return {
    ...pullBrief(pull),
    merged: mr.state === 'merged',
    mergeable,
    rebaseable: mergeable,
    mergeable_state: word,
    merged_by: userById(world, mr.merged?.userId),
    comments: mr.notes.filter(({ system }) => !system).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: await countCommits(repository, `${base}..${head}`),
    additions: lines.reduce((sum, { additions }) => sum + additions, 0),
    deletions: lines.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: files.length,
  };
}

/** As check runs and suites name the pull requests of their commit. */
export function pullReference(pull: Pull): Record<string, unknown> {
  const { world, project, mr } = pull;
  const repo = (of: Project): Record<string, unknown> => ({
    id: of.id,
    url: apiOf(world, of),
    name: of.path.split('/').at(-1),
  });
  return {
    url: pullAddresses(pull).api,
    id: mr.id,
    number: mr.iid,
    head: { ref: mr.source, sha: mr.head, repo: repo(sourceOf(pull) ?? project) },
    base: { ref: mr.target, sha: latestVersion(mr).start, repo: repo(project) },
  };
}

function sourceOf({ world, mr }: Pull): Project | null {
  return world.store.projectById(mr.sourceProject);
}

function side(pull: Pull, which: 'head' | 'base'): Record<string, unknown> {
  const { world, project, mr } = pull;
  const of = which === 'base' ? project : sourceOf(pull);
  const ref = which === 'base' ? mr.target : mr.source;
  const owner = of?.path.split('/')[0] ?? 'unknown repository';
  return {
    label: of === null ? owner : `${owner}:${ref}`,
    ref,
    sha: which === 'base' ? latestVersion(mr).start : mr.head,
    user: of === null ? null : ownerJson(world, of),
    repo: of === null ? null : repositoryJson(world, of),
  };
}

function furtherUrls(pull: Pull): Record<string, unknown> {
  const { api, issue } = pullAddresses(pull);
  return {
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: `${apiOf(pull.world, pull.project)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${apiOf(pull.world, pull.project)}/statuses/${pull.mr.head}`,
  };
}

function links(pull: Pull): Record<string, unknown> {
  const { api, page, issue } = pullAddresses(pull);
  const further = furtherUrls(pull);
  const urls = {
    self: api,
    html: page,
    issue,
    comments: further['comments_url'],
    review_comments: further['review_comments_url'],
    review_comment: further['review_comment_url'],
    commits: further['commits_url'],
    statuses: further['statuses_url'],
  };
  return Object.fromEntries(Object.entries(urls).map(([name, href]) => [name, { href }]));
}
