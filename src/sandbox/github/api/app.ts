// The App, where it is installed, and its tokens: https://docs.github.com/en/rest/apps/apps

import { randomBytes } from 'node:crypto';
import type {
  Access,
  Installation,
  InstallationToken,
  Permissions,
} from '../../forge/model/app.ts';
import type { Project } from '../../forge/model/state.ts';
import { projectsOf } from '../app/installations.ts';
import { allows } from '../app/permissions.ts';
import type { Api, AppCall, OpenCall } from './call.ts';
import { appJson, installationJson } from './entities/app.ts';
import { repositoryJson } from './entities/repository.ts';
import { forbidden, notFound, refuse, unprocessable } from './errors.ts';
import { paged } from './paging.ts';

const LIFE_MS = 60 * 60_000;

export function appRoutes(api: Api): void {
  api.asApp('GET', '/app', ({ world, app }) => ({
    ...appJson(world, app),
    installations_count: app.installations.length,
  }));
  api.asApp('GET', '/app/installations', ({ world, app }) =>
    app.installations.map((one) => installationJson(world, one)),
  );
  api.asApp('GET', '/app/installations/:id', (call) => shown(call, theInstallation(call)));
  api.asApp('GET', '/orgs/:account/installation', (call) => shown(call, ofAccount(call)));
  api.asApp('GET', '/users/:account/installation', (call) => shown(call, ofAccount(call)));
  api.asApp('GET', '/repos/:account/:repo/installation', (call) => {
    const { world, input } = call;
    const path = `${input.text('account')}/${input.text('repo')}`;
    if (world.store.projectByPath(path) === null) throw notFound();
    return shown(call, ofAccount(call));
  });
  api.asApp('POST', '/app/installations/:id/access_tokens', (call) => {
    void call.reply.code(201);
    return newToken(call, theInstallation(call));
  });
  api.open('DELETE', '/installation/token', (call) => {
    const { token } = own(call);
    call.app.tokens = call.app.tokens.filter((one) => one.token !== token);
    call.world.store.saveRoot();
    void call.reply.code(204);
  });
  api.open('GET', '/installation/repositories', (call) => {
    const covered = coveredBy(call, own(call));
    const repositories = paged(call, covered);
    return {
      total_count: covered.length,
      repository_selection: 'all',
      repositories: repositories.map((project) => repositoryJson(call.world, project)),
    };
  });
}

function shown({ world }: AppCall, installation: Installation): unknown {
  return installationJson(world, installation);
}

function theInstallation({ app, input }: AppCall): Installation {
  const found = app.installations.find(({ id }) => String(id) === input.text('id'));
  if (found === undefined) throw notFound();
  return found;
}

function ofAccount({ app, input }: AppCall): Installation {
  const wanted = input.text('account')?.toLowerCase();
  const found = app.installations.find(({ account }) => account === wanted);
  if (found === undefined) throw notFound();
  return found;
}

/** https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
function newToken(call: AppCall, installation: Installation): unknown {
  const { world, app, body } = call;
  if (installation.suspendedAt !== null) throw refuse(403, 'This installation has been suspended');
  const all = projectsOf(world, installation);
  const chosen = chosenProjects(body, all);
  const permissions = chosenPermissions(body, app.permissions);
  const token: InstallationToken = {
    token: `ghs_${randomBytes(27).toString('hex').slice(0, 36)}`,
    installation: installation.id,
    expiresAt: new Date(world.now().getTime() + LIFE_MS).toISOString(),
    permissions,
    projects: chosen?.map(({ id }) => id) ?? null,
  };
  const alive = app.tokens.filter(({ expiresAt }) => Date.parse(expiresAt) > world.now().getTime());
  app.tokens = [...alive, token];
  world.store.saveRoot();
  return {
    token: token.token,
    expires_at: `${token.expiresAt.slice(0, 19)}Z`,
    permissions,
    repository_selection: chosen === null ? 'all' : 'selected',
    ...(chosen === null
      ? {}
      : { repositories: chosen.map((project) => repositoryJson(world, project)) }),
  };
}

/** Null for all that the installation covers. */
function chosenProjects(
  { repositories, repository_ids: ids }: AppCall['body'],
  all: readonly Project[],
): readonly Project[] | null {
  const names = Array.isArray(repositories) ? repositories.map(String) : [];
  const numbers = Array.isArray(ids) ? ids : [];
  if (names.length + numbers.length === 0) return null;
  const found = all.filter(
    ({ id, path }) => numbers.includes(id) || names.includes(path.split('/')[1] ?? ''),
  );
  if (found.length !== new Set([...names, ...numbers]).size) {
    throw unprocessable(
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  return found;
}

function chosenPermissions(body: AppCall['body'], held: Permissions): Permissions {
  const wanted = body['permissions'];
  if (typeof wanted !== 'object' || wanted === null) return held;
  const asked = Object.entries(wanted) as [string, Access][];
  if (!asked.every(([name, access]) => allows(held, name, access)))
    throw unprocessable('The permissions requested are not granted to this installation.');
  return { metadata: 'read', ...Object.fromEntries(asked) };
}

function own({ bearer }: OpenCall): InstallationToken {
  if (bearer.installation === null)
    throw forbidden('You must authenticate with an installation access token.');
  return bearer.installation;
}

function coveredBy({ world, app }: OpenCall, token: InstallationToken): Project[] {
  const installation = app.installations.find(({ id }) => id === token.installation);
  if (installation === undefined) return [];
  const all = projectsOf(world, installation);
  return all.filter(({ id }) => token.projects === null || token.projects.includes(id));
}
