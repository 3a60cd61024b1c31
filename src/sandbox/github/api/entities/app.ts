// The App and its installations as GitHub's JSON shows them.

import type { App, Installation, RegisteredApp } from '../../../forge/model/app.ts';
import type { User } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { appOf } from '../../app/registration.ts';
import { nodeId } from './node-id.ts';
import { groupJson, ownerJson } from './people.ts';
import { githubTime, githubTimeOrNull } from './time.ts';

type Json = Readonly<Record<string, unknown>>;

/** Left out: the App that is at work here. */
export function appJson(world: World, app: App | RegisteredApp = appOf(world)): Json {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('Integration', app.id),
    owner: ownerJson(world, { path: app.owner }),
    name: app.name,
    description: 'description' in app ? app.description : 'Merging is the deploy.',
    external_url: 'url' in app ? app.url : world.url(),
    html_url: `${world.url()}/github-apps/${app.slug}`,
    created_at: githubTime(app.createdAt),
    updated_at: githubTime(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

/** The App where its user wrote, else null. */
export function performedVia(world: World, author: User): Json | null {
  return author.id === appOf(world).userId ? appJson(world) : null;
}

export function installationJson(world: World, installation: Installation): Json {
  const app = appOf(world);
  const { id, account, createdAt, suspendedAt } = installation;
  return {
    id,
    client_id: app.clientId,
    account: groupJson(world, account),
    repository_selection: 'all',
    access_tokens_url: `${world.url()}/api/v3/app/installations/${id}/access_tokens`,
    repositories_url: `${world.url()}/api/v3/installation/repositories`,
    html_url: `${world.url()}/organizations/${account}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: world.store.root.group,
    target_type: 'Organization',
    permissions: app.permissions,
    events: app.events,
    created_at: githubTime(createdAt),
    updated_at: githubTime(createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: githubTimeOrNull(suspendedAt),
  };
}
