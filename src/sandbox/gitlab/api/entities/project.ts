// Projects as GitLab's JSON shows them.

import { levels } from '../../../forge/model/access.ts';
import type { Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';

export function projectSimple(world: World, project: Project): Record<string, unknown> {
  const url = `${world.url()}/${project.path}`;
  const [group = '', name = ''] = project.path.split('/');
  return {
    id: project.id,
    description: project.description,
    name,
    name_with_namespace: `${group} / ${name}`,
    path: name,
    path_with_namespace: project.path,
    created_at: project.createdAt,
    default_branch: project.defaultBranch,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@${new URL(world.url()).hostname}:${project.path}.git`,
    http_url_to_repo: `${url}.git`,
    web_url: url,
    readme_url: `${url}/-/blob/${project.defaultBranch}/README.md`,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: project.lastActivityAt,
    namespace: {
      id: world.store.root.group,
      name: group,
      path: group,
      kind: 'group',
      full_path: group,
      parent_id: null,
      avatar_url: null,
      web_url: `${world.url()}/groups/${group}`,
    },
  };
}

/** What a member sees: the project, and what they may do. */
export function projectWithAccess(
  world: World,
  project: Project,
  level: number,
): Record<string, unknown> {
  return {
    ...projectFull(world, project, level),
    permissions: {
      project_access: { access_level: level, notification_level: 3 },
      group_access: null,
    },
  };
}

function forkedFrom(world: World, { forkOf }: Project): Record<string, unknown> {
  const base = forkOf === null ? null : world.store.projectById(forkOf);
  return base === null ? {} : { forked_from_project: projectSimple(world, base) };
}

export function projectFull(
  world: World,
  project: Project,
  level: number,
): Record<string, unknown> {
  const api = `${world.url()}/api/v4/projects/${project.id}`;
  return {
    ...projectSimple(world, project),
    _links: {
      self: api,
      merge_requests: `${api}/merge_requests`,
      repo_branches: `${api}/repository/branches`,
      labels: `${api}/labels`,
      events: `${api}/events`,
      members: `${api}/members`,
    },
    empty_repo: Object.keys(project.refs).length === 0,
    archived: false,
    visibility: 'private',
    issues_enabled: false,
    merge_requests_enabled: true,
    wiki_enabled: false,
    jobs_enabled: false,
    snippets_enabled: false,
    container_registry_enabled: false,
    creator_id: world.store.root.users[0]?.id ?? 1,
    import_status: 'none',
    shared_runners_enabled: false,
    lfs_enabled: false,
    open_issues_count: 0,
    ...forkedFrom(world, project),
    merge_method: project.mergeMethod,
    squash_option: 'default_off',
    merge_requests_access_level: 'enabled',
    only_allow_merge_if_pipeline_succeeds: false,
    only_allow_merge_if_all_discussions_are_resolved: false,
    remove_source_branch_after_merge: true,
    request_access_enabled: false,
    printing_merge_request_link_enabled: true,
    autoclose_referenced_issues: true,
    shared_with_groups: [],
    ...(level >= levels.maintainer ? { runners_token: null } : {}),
  };
}
