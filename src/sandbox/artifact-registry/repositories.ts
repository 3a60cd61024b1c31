// The repositories of a project, in their locations.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/artifact-registry';
import { page } from '../google/serve/paging.ts';
import { timestamp } from '../google/serve/stamps.ts';
import type { Caller } from '../google/allow/members.ts';
import { CloudRefusal, invalid } from '../google/refusal.ts';
import { patched } from '../google/serve/mask.ts';
import { unary } from '../google/serve/unary.ts';
import { count, existing, requirePermission, type Api } from './api.ts';
import { checkRepository } from './check-repository.ts';
import { checkId, parsePlace, parseRepository, repositoryName } from './names.ts';
import { begin, type WireOperation } from './operations.ts';
import type { Repository } from './state.ts';

type V1 = typeof protos.google.devtools.artifactregistry.v1;
type Create = ConstructorParameters<V1['CreateRepositoryRequest']>[0] & object;
type Update = ConstructorParameters<V1['UpdateRepositoryRequest']>[0] & object;
type Named = ConstructorParameters<V1['GetRepositoryRequest']>[0] & object;
type List = ConstructorParameters<V1['ListRepositoriesRequest']>[0] & object;
type Listed = protos.google.devtools.artifactregistry.v1.IListRepositoriesResponse;

/** What a client sets; without those that only the first request can set. */
const CHANGEABLE = [
  'description',
  'labels',
  'cleanupPolicies',
  'cleanupPolicyDryRun',
  'dockerConfig',
  'vulnerabilityScanningConfig',
];
const INPUT = [...CHANGEABLE, 'format', 'mode', 'kmsKeyName'];

export function repositoryMethods(api: Api): UntypedServiceImplementation {
  return {
    GetRepository: unary(api, ({ name }: Named, caller): Repository => {
      const found = parseRepository(name, api.cloud.projects);
      count(api, found, 'read');
      const permission = 'artifactregistry.repositories.get';
      requirePermission(api, caller, { permission, resource: found.name });
      return existing(api, found).repository;
    }),
    ListRepositories: unary(api, (request: List, caller) => list(api, request, caller)),
    CreateRepository: unary(api, (request: Create, caller) => create(api, request, caller)),
    UpdateRepository: unary(api, (request: Update, caller) => update(api, request, caller)),
    DeleteRepository: unary(api, ({ name }: Named, caller): WireOperation => {
      const found = parseRepository(name, api.cloud.projects);
      count(api, found, 'delete');
      const permission = 'artifactregistry.repositories.delete';
      requirePermission(api, caller, { permission, resource: found.name });
      existing(api, found);
      const place = { ...found, by: caller.member };
      return begin(api, place, { type: 'delete', repository: found.name });
    }),
  };
}

function list(api: Api, request: List, caller: Caller): Listed {
  const place = parsePlace(request.parent, api.cloud.projects);
  count(api, place, 'read');
  const resource = `projects/${place.project}/locations/${place.location}`;
  const permission = 'artifactregistry.repositories.list';
  requirePermission(api, caller, { permission, resource });
  if (request.filter || request.orderBy) {
    throw invalid('The sandbox knows neither filter nor order_by here.');
  }
  const all = api.repositories
    .all()
    .filter(({ name }) => name.startsWith(`${resource}/`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextPageToken } = page(all, request, ({ name }) => name);
  return { repositories: items.map(({ repository }) => repository), nextPageToken };
}

function create(api: Api, request: Create, caller: Caller): WireOperation {
  const place = parsePlace(request.parent, api.cloud.projects);
  count(api, place, 'write');
  const resource = `projects/${place.project}/locations/${place.location}`;
  const permission = 'artifactregistry.repositories.create';
  requirePermission(api, caller, { permission, resource });
  const id = request.repositoryId ?? '';
  checkId(id);
  const wanted = only(INPUT, request.repository ?? {});
  checkRepository(wanted);
  const name = repositoryName(place, id);
  if (api.repositories.get(name) !== null || isBeingMade(api, name)) {
    throw new CloudRefusal('ALREADY_EXISTS', 'the repository already exists');
  }
  const now = timestamp(api.stamps());
  const repository: Repository = {
    mode: 'STANDARD_REPOSITORY',
    ...withIds(wanted),
    name,
    createTime: now,
    updateTime: now,
    registryUri: `${place.location}-docker.pkg.dev/${place.project}/${id}`,
  };
  const work = { type: 'create', state: { name, repository } } as const;
  return begin(api, { ...place, by: caller.member }, work);
}

function update(api: Api, { repository, updateMask }: Update, caller: Caller): Repository {
  const found = parseRepository(repository?.name, api.cloud.projects);
  count(api, found, 'write');
  const permission = 'artifactregistry.repositories.update';
  requirePermission(api, caller, { permission, resource: found.name });
  const before = existing(api, found).repository;
  const asked = repository ?? {};
  const whole = updateMask?.paths?.includes('*') === true || !updateMask?.paths?.length;
  const next = whole
    ? { ...before, ...only(CHANGEABLE, asked) }
    : patched(before, asked, { paths: updateMask?.paths ?? [], known: CHANGEABLE });
  checkRepository(next);
  const after = { ...withIds(next), updateTime: timestamp(api.stamps()) };
  api.repositories.put({ name: found.name, repository: after });
  return after;
}

function isBeingMade({ operations }: Api, name: string): boolean {
  return operations
    .all()
    .some(({ done, work }) => !done && work.type === 'create' && work.state.name === name);
}

/** The key of a cleanup policy is its ID. */
function withIds(repository: Repository): Repository {
  const { cleanupPolicies } = repository;
  if (!cleanupPolicies) return repository;
  const named = Object.entries(cleanupPolicies).map(([id, policy]) => [id, { ...policy, id }]);
  return { ...repository, cleanupPolicies: Object.fromEntries(named) as typeof cleanupPolicies };
}

function only(fields: readonly string[], repository: Repository): Repository {
  return Object.fromEntries(Object.entries(repository).filter(([name]) => fields.includes(name)));
}
