// Environments of a project.

import { levels } from '../../forge/model/access.ts';
import { notFound, refuse } from './refusal.ts';
import type { Environment, Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import type { Api, Call } from './call.ts';
import { deploymentJson } from './entities/deployment.ts';
import { paged } from './paging.ts';

export function environmentRoutes(api: Api): void {
  api.project('GET', '/environments', levels.reporter, (call) => {
    const { input, project } = call;
    const found = project.environments.filter(
      ({ name, state }) =>
        name === (input.text('name') ?? name) &&
        name.includes(input.text('search') ?? '') &&
        state === (input.text('states') ?? state),
    );
    return paged(call, found).map((environment) => environmentJson(environment));
  });
  api.project('GET', '/environments/:environment_id', levels.reporter, (call) => {
    const environment = theEnvironment(call);
    const last = call.project.deployments.findLast(
      ({ environmentId, status }) => environmentId === environment.id && status === 'success',
    );
    return {
      ...environmentJson(environment),
      last_deployment: last === undefined ? null : deploymentJson(call.world, call.project, last),
    };
  });
  api.project('POST', '/environments', levels.developer, (call) => {
    const { input, project, world } = call;
    input.require('name');
    const name = environmentName(input.text('name') ?? '');
    if (project.environments.some((found) => found.name === name)) {
      throw refuse(400, { name: ['has already been taken'] });
    }
    const environment = addEnvironment(world, project, {
      name,
      externalUrl: input.text('external_url') ?? null,
      tier: input.oneOf('tier', TIERS) ?? null,
    });
    world.store.save(project);
    void call.reply.code(201);
    return environmentJson(environment);
  });
  api.project('PUT', '/environments/:environment_id', levels.developer, (call) => {
    const environment = theEnvironment(call);
    environment.externalUrl = call.input.text('external_url') ?? environment.externalUrl;
    environment.tier = call.input.oneOf('tier', TIERS) ?? environment.tier;
    environment.updatedAt = call.world.now().toISOString();
    call.world.store.save(call.project);
    return environmentJson(environment);
  });
  api.project('POST', '/environments/:environment_id/stop', levels.developer, (call) => {
    const environment = theEnvironment(call);
    environment.state = 'stopped';
    environment.updatedAt = call.world.now().toISOString();
    call.world.store.save(call.project);
    call.world.changed(call.project);
    return environmentJson(environment);
  });
  api.project('DELETE', '/environments/:environment_id', levels.developer, (call) => {
    const gone = theEnvironment(call);
    if (gone.state !== 'stopped') throw refuse(403, '403 Forbidden');
    call.project.environments = call.project.environments.filter(
      (environment) => environment !== gone,
    );
    call.world.store.save(call.project);
    void call.reply.code(204);
  });
}

const TIERS = ['production', 'staging', 'testing', 'development', 'other'] as const;

/** Refuses what GitLab does not take for the name of an environment. */
export function environmentName(name: string): string {
  if (name === '') throw refuse(400, { name: ["can't be blank"] });
  if (name.length > 255) throw refuse(400, { name: ['is too long (maximum is 255 characters)'] });
  if (!/^[\w.${}/ -]+$/.test(name) || name.startsWith('/') || name.endsWith('/')) {
    throw refuse(400, {
      name: [
        "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'",
      ],
    });
  }
  return name;
}

/** The caller saves. */
export function addEnvironment(
  world: World,
  project: Project,
  given: { name: string; externalUrl: string | null; tier: string | null },
): Environment {
  const now = world.now().toISOString();
  const environment: Environment = {
    id: world.store.nextId(),
    name: given.name,
    createdAt: now,
    updatedAt: now,
    externalUrl: given.externalUrl,
    tier: given.tier ?? tierOf(given.name),
    state: 'available',
  };
  project.environments.push(environment);
  return environment;
}

function theEnvironment({ project, input }: Call): Environment {
  const found = project.environments.find(({ id }) => String(id) === input.text('environment_id'));
  if (found === undefined) throw notFound('Environment');
  return found;
}

function environmentJson(environment: Environment): Record<string, unknown> {
  return {
    id: environment.id,
    name: environment.name,
    slug: environment.name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 24),
    external_url: environment.externalUrl,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    tier: environment.tier,
    state: environment.state,
    auto_stop_at: null,
    description: null,
  };
}

/** GitLab guesses from any part of the name, in this order. */
function tierOf(name: string): string {
  const known = [
    [/dev|review|trunk/i, 'development'],
    [/test|tst|int|ac(?:ce)?pt|qa|qc|control|quality/i, 'testing'],
    [/sta?g|mode?l|pre|demo|non/i, 'staging'],
    [/pro?d|live/i, 'production'],
  ] as const;
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
