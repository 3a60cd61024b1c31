// People, bots and organisations as GitHub's JSON shows them.

import type { Project, User } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { nodeId } from './node-id.ts';

type Json = Readonly<Record<string, unknown>>;

export function simpleUser(world: World, user: User): Json {
  return account(world, { login: user.username, id: user.id, type: user.bot ? 'Bot' : 'User' });
}

export function userById(world: World, id: number | null | undefined): Json | null {
  return id === null || id === undefined ? null : simpleUser(world, world.store.user(id));
}

export function avatarUrl(world: World, { username }: Pick<User, 'username'>): string {
  return `${world.url()}/-/avatar/${encodeURIComponent(username)}.svg`;
}

/** Whose a project is: everything before the slash. A person's own projects are forks here. */
export function ownerJson(world: World, project: Pick<Project, 'path'>): Json {
  const [login = ''] = project.path.split('/');
  const person = world.store.userNamed(login);
  return person === null ? groupJson(world, login) : simpleUser(world, person);
}

/** An organisation in the place of an account. */
export function groupJson(world: World, login: string): Json {
  return account(world, { login, id: world.store.root.group, type: 'Organization' });
}

/** Null for what belongs to a person. */
export function organizationJson(world: World, project: Pick<Project, 'path'>): Json | null {
  const [login = ''] = project.path.split('/');
  if (world.store.userNamed(login) !== null) return null;
  const url = `${world.url()}/api/v3/orgs/${login}`;
  const id = world.store.root.group;
  return {
    login,
    id,
    node_id: nodeId('Organization', id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: avatarUrl(world, { username: login }),
    description: null,
  };
}

export function publicUser(world: World, user: User): Json {
  return {
    ...simpleUser(world, user),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: user.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: JOINED,
    updated_at: JOINED,
  };
}

const JOINED = '2020-01-01T00:00:00Z';

interface Account {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot' | 'Organization';
}

function account(world: World, { login, id, type }: Account): Json {
  const name = encodeURIComponent(login);
  const url = `${world.url()}/api/v3/users/${name}`;
  const page = type === 'Bot' ? `apps/${login.replace(/\[bot\]$/, '')}` : login;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: avatarUrl(world, { username: login }),
    gravatar_id: '',
    url,
    html_url: `${world.url()}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}
