// What webhooks say about pushes, in GitLab's shape.

import { readCommits, type Commit } from '../../forge/git/commits.ts';
import { changedPaths, EMPTY_TREE } from '../../forge/git/diffs.ts';
import { mergeBase, resolveCommit, zero } from '../../forge/git/refs.ts';
import type { Project, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { hookProject, hookRepository } from './payloads.ts';

/** GitLab names at most this many commits. */
const MOST = 20;

export interface Push {
  readonly project: Project;
  readonly user: User;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export async function pushPayload(world: World, push: Push): Promise<object> {
  const { project, user, ref, before, after } = push;
  const kind = ref.startsWith('refs/tags/') ? 'tag_push' : 'push';
  const found = await pushed(world, push);
  const tip = after === zero ? null : await resolveCommit(world.store.repository(project), after);
  return {
    object_kind: kind,
    event_name: kind,
    before,
    after,
    ref,
    ref_protected: project.protectedBranches.some(({ name }) => ref === `refs/heads/${name}`),
    checkout_sha: tip,
    message: null,
    user_id: user.id,
    user_name: user.name,
    user_username: user.username,
    user_email: null,
    user_avatar: `${world.url()}/-/avatar/${user.username}.svg`,
    project_id: project.id,
    project: hookProject(world, project),
    commits: await Promise.all(found.shown.map((commit) => describe(world, project, commit))),
    total_commits_count: found.total,
    push_options: {},
    repository: {
      ...hookRepository(world, project),
      git_http_url: `${world.url()}/${project.path}.git`,
      git_ssh_url: `git@${new URL(world.url()).hostname}:${project.path}.git`,
      visibility_level: 0,
    },
  };
}

async function pushed(
  world: World,
  { project, ref, before, after }: Push,
): Promise<{ shown: Commit[]; total: number }> {
  const repository = world.store.repository(project);
  const tip = after === zero ? null : await resolveCommit(repository, after);
  if (tip === null) return { shown: [], total: 0 };
  const isTag = ref.startsWith('refs/tags/');
  const main = project.refs[`refs/heads/${project.defaultBranch}`] ?? null;
  const from =
    before !== zero || isTag || main === null || main === tip
      ? before
      : await mergeBase(repository, main, tip);
  const range = from === null || from === zero ? [tip] : [`${from}..${tip}`];
  const limit = isTag ? 1 : 1000;
  const commits = await readCommits(repository, { range, limit });
  return { shown: commits.slice(0, MOST).reverse(), total: commits.length };
}

async function describe(world: World, project: Project, commit: Commit): Promise<object> {
  const repository = world.store.repository(project);
  return {
    id: commit.sha,
    message: commit.message,
    title: commit.title,
    timestamp: commit.authoredAt,
    url: `${world.url()}/${project.path}/-/commit/${commit.sha}`,
    author: { name: commit.authorName, email: commit.authorEmail },
    ...(await changedPaths(repository, commit.parents[0] ?? EMPTY_TREE, commit.sha)),
  };
}
