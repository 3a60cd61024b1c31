// Commits, branches, tags and diffs as GitLab's JSON shows them.

import type { Commit } from '../../../forge/git/commits.ts';
import type { FileDiff } from '../../../forge/git/diffs.ts';
import { isAncestor } from '../../../forge/git/refs.ts';
import { levels, mayPush, protection } from '../../../forge/model/access.ts';
import type { Project, User } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';

/** `2026-01-31T12:00:00.000+00:00`: git's time with the milliseconds that it does not keep. */
const commitTime = (iso: string): string =>
  iso.replace(
    /(T\d\d:\d\d:\d\d)(Z|[+-].*)$/,
    (_all, time: string, zone: string) => `${time}.000${zone === 'Z' ? '+00:00' : zone}`,
  );

export function commitJson(
  world: World,
  project: Project,
  commit: Commit,
): Record<string, unknown> {
  return {
    id: commit.sha,
    short_id: commit.sha.slice(0, 8),
    created_at: commitTime(commit.committedAt),
    parent_ids: commit.parents,
    title: commit.title,
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commitTime(commit.authoredAt),
    committer_name: commit.committerName,
    committer_email: commit.committerEmail,
    committed_date: commitTime(commit.committedAt),
    trailers: {},
    extended_trailers: {},
    web_url: `${world.url()}/${project.path}/-/commit/${commit.sha}`,
  };
}

export interface Named {
  readonly name: string;
  readonly commit: Commit;
}

export async function branchJson(
  world: World,
  { project, user }: { project: Project; user: User },
  { name, commit }: Named,
): Promise<Record<string, unknown>> {
  const rule = protection(project, name);
  const main = project.refs[`refs/heads/${project.defaultBranch}`];
  return {
    name,
    commit: commitJson(world, project, commit),
    merged:
      name !== project.defaultBranch &&
      main !== undefined &&
      (await isAncestor(world.store.repository(project), commit.sha, main)),
    protected: rule !== null,
    developers_can_push: rule !== null && rule.push <= levels.developer,
    developers_can_merge: rule !== null && rule.merge <= levels.developer,
    can_push: mayPush(project, user, name),
    default: name === project.defaultBranch,
    web_url: `${world.url()}/${project.path}/-/tree/${name}`,
  };
}

export function tagJson(
  world: World,
  project: Project,
  tag: Named & { target: string; message: string | null },
): Record<string, unknown> {
  return {
    name: tag.name,
    message: tag.message ?? '',
    target: tag.target,
    commit: commitJson(world, project, tag.commit),
    release: null,
    protected: false,
    created_at: tag.message === null ? null : commitTime(tag.commit.committedAt),
  };
}

export function diffJson(diff: FileDiff): Record<string, unknown> {
  return {
    diff: diff.text,
    new_path: diff.newPath,
    old_path: diff.oldPath,
    a_mode: diff.oldMode,
    b_mode: diff.newMode,
    new_file: diff.added,
    renamed_file: diff.renamed,
    deleted_file: diff.removed,
    generated_file: false,
  };
}
