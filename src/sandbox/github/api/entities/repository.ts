// Repositories as GitHub's JSON shows them.

import type { Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { nodeId } from './node-id.ts';
import { organizationJson, ownerJson } from './people.ts';
import { githubTime } from './time.ts';

type Json = Readonly<Record<string, unknown>>;

/** As lists of repositories and other entities carry it. */
export function minimalRepository(world: World, project: Project): Json {
  const { id, path, description, forkOf } = project;
  return {
    id,
    node_id: nodeId('Repository', id),
    name: path.split('/')[1] ?? '',
    full_name: path,
    private: true,
    owner: ownerJson(world, project),
    html_url: `${world.url()}/${path}`,
    description: description === '' ? null : description,
    fork: forkOf !== null,
    url: `${world.url()}/api/v3/repos/${path}`,
    ...addresses(`${world.url()}/api/v3/repos/${path}`),
  };
}

/** As pull requests and webhooks carry it. */
export function repositoryJson(world: World, project: Project): Json {
  const { path, lastActivityAt, createdAt } = project;
  const page = `${world.url()}/${path}`;
  const host = new URL(world.url()).host;
  const open = project.mergeRequests.filter(({ state }) => state === 'opened').length;
  return {
    ...minimalRepository(world, project),
    created_at: githubTime(createdAt),
    updated_at: githubTime(lastActivityAt),
    pushed_at: githubTime(lastActivityAt),
    git_url: `git://${host}/${path}.git`,
    ssh_url: `git@${host}:${path}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: false,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: world.store.projects().filter(({ forkOf }) => forkOf === project.id).length,
    mirror_url: null,
    archived: project.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: 'private',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: project.defaultBranch,
  };
}

/** One by itself. */
export function fullRepository(world: World, project: Project): Json {
  const organization = organizationJson(world, project);
  const ff = project.mergeMethod === 'ff';
  return {
    ...repositoryJson(world, project),
    allow_merge_commit: !ff,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    allow_update_branch: false,
    network_count: 0,
    subscribers_count: 0,
    ...(organization === null ? {} : { organization: ownerJson(world, project) }),
  };
}

/** As `push` carries it, with times in seconds: https://docs.github.com/webhooks/webhook-events-and-payloads#push */
export function pushedRepository(world: World, project: Project): Json {
  const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
  const owner = ownerJson(world, project);
  return {
    ...repositoryJson(world, project),
    owner: { name: owner['login'], email: null, ...owner },
    created_at: seconds(project.createdAt),
    pushed_at: seconds(project.lastActivityAt),
    stargazers: 0,
    master_branch: project.defaultBranch,
    ...(organizationJson(world, project) === null ? {} : { organization: owner['login'] }),
  };
}

function addresses(url: string): Json {
  return {
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}
