// Secrets without what they hold: created, found, changed and removed.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/secret-manager';
import { page } from '../google/serve/paging.ts';
import { timestamp } from '../google/serve/stamps.ts';
import type { Caller } from '../google/allow/members.ts';
import { CloudRefusal, invalid } from '../google/refusal.ts';
import { patched } from '../google/serve/mask.ts';
import { unary } from '../google/serve/unary.ts';
import type { Api } from './api.ts';
import { checkEtag, enter, etagOf, existing } from './api.ts';
import { checkKnown, checkSecret } from './check-secret.ts';
import { lookInto, newestFirst } from './listing.ts';
import { readFilter } from './filter.ts';
import { checkId, parseProject, parseSecret } from './names.ts';
import { millisOf, settled, type Secret, type SecretState } from './state.ts';

type V1 = typeof protos.google.cloud.secretmanager.v1;
type Create = ConstructorParameters<V1['CreateSecretRequest']>[0] & object;
type Update = ConstructorParameters<V1['UpdateSecretRequest']>[0] & object;
type Delete = ConstructorParameters<V1['DeleteSecretRequest']>[0] & object;
type Get = ConstructorParameters<V1['GetSecretRequest']>[0] & object;
type List = ConstructorParameters<V1['ListSecretsRequest']>[0] & object;
type Listed = protos.google.cloud.secretmanager.v1.IListSecretsResponse;

/** Fields that an update may name, without those that never change. */
const CHANGEABLE = [
  'labels',
  'annotations',
  'versionAliases',
  'expireTime',
  'ttl',
  'versionDestroyTtl',
];

export function secretMethods(api: Api): UntypedServiceImplementation {
  return {
    GetSecret: unary(api, ({ name }: Get, caller): Secret => {
      const found = parseSecret(name, api.cloud.projects);
      const permission = 'secretmanager.secrets.get';
      enter(api, found.project, { caller, permission, resource: found.given, sort: 'read' });
      return existing(api, found).secret;
    }),
    ListSecrets: unary(api, (request: List, caller) => list(api, request, caller)),
    CreateSecret: unary(api, (request: Create, caller) => create(api, request, caller)),
    UpdateSecret: unary(api, (request: Update, caller) => update(api, request, caller)),
    DeleteSecret: unary(api, ({ etag, name }: Delete, caller) => {
      const found = parseSecret(name, api.cloud.projects);
      const permission = 'secretmanager.secrets.delete';
      enter(api, found.project, { caller, permission, resource: found.given, sort: 'write' });
      checkEtag(etag, existing(api, found).secret.etag);
      api.store.drop(found.name);
      api.cloud.dropPolicy(found.name);
      return {};
    }),
  };
}

function list(api: Api, request: List, caller: Caller): Listed {
  const { filter, parent } = request;
  const project = enter(api, parseProject(parent, api.cloud.projects), {
    caller,
    permission: 'secretmanager.secrets.list',
    resource: parent ?? '',
    sort: 'read',
  });
  const fits = readFilter(filter ?? '');
  const now = api.cloud.now().getTime();
  const all = api.store
    .all()
    .filter(({ name }) => name.startsWith(`projects/${project.number}/secrets/`))
    .flatMap((state) => settled(state, now)?.secret ?? [])
    .filter((secret) => fits(lookInto(secret)))
    .sort(newestFirst);
  const { items, nextPageToken } = page(all, request, ({ name }) => name ?? '');
  return { secrets: [...items], nextPageToken, totalSize: filter ? 0 : all.length };
}

function create(api: Api, request: Create, caller: Caller): Secret {
  const { parent, secret, secretId } = request;
  const id = secretId ?? '';
  const project = enter(api, parseProject(parent, api.cloud.projects), {
    caller,
    permission: 'secretmanager.secrets.create',
    resource: parent ?? '',
    sort: 'write',
  });
  checkId(id);
  const wanted = expiring(input(secret ?? {}), api);
  checkReplication(wanted);
  checkKnown(wanted);
  checkSecret(wanted, 0);
  const name = `projects/${project.number}/secrets/${id}`;
  const before = api.store.get(name);
  if (before !== null && settled(before, api.cloud.now().getTime()) !== null) {
    throw new CloudRefusal('ALREADY_EXISTS', `Secret [${name}] already exists.`);
  }
  const micros = api.stamps();
  const createTime = timestamp(micros);
  const made = { name, ...wanted, createTime, etag: etagOf(micros) };
  api.store.put({ name, secret: made, versions: [] });
  return made;
}

function update(api: Api, { secret, updateMask }: Update, caller: Caller): Secret {
  const found = parseSecret(secret?.name, api.cloud.projects);
  const permission = 'secretmanager.secrets.update';
  enter(api, found.project, { caller, permission, resource: found.given, sort: 'write' });
  const paths = updateMask?.paths ?? [];
  if (paths.length === 0) throw invalid('The update mask must name the fields to update.');
  const state = existing(api, found);
  checkEtag(secret?.etag, state.secret.etag);
  const { ttl: _, ...asked } = expiring(secret ?? {}, api);
  const mask = {
    paths: paths.map((path) => path.replace(/^ttl$/, 'expire_time')),
    known: CHANGEABLE,
  };
  return stored(api, state, patched(state.secret, asked, mask));
}

/** With a new etag, even when nothing is different. */
function stored(api: Api, state: SecretState, wanted: Secret): Secret {
  checkSecret(wanted, state.versions.length);
  const secret = { ...wanted, etag: etagOf(api.stamps()) };
  api.store.put({ ...state, secret });
  return secret;
}

/** A time to live becomes the time when it ends. */
function expiring(secret: Secret, { cloud }: Api): Secret {
  const { ttl, ...rest } = secret;
  const now = cloud.now().getTime();
  const expireTime = ttl ? timestamp(BigInt(now + millisOf(ttl)) * 1000n) : rest.expireTime;
  if (!expireTime) return rest;
  if (millisOf(expireTime) <= now) throw invalid('secret.expire_time must be in the future.');
  return { ...rest, expireTime };
}

/** Without what only the server writes. */
function input(secret: Secret): Secret {
  const { createTime: _createTime, etag: _etag, name: _name, ...rest } = secret;
  return rest;
}

function checkReplication({ replication }: Secret): void {
  const places = replication?.userManaged?.replicas?.map(({ location }) => location);
  if (!replication?.automatic && places === undefined) {
    throw invalid('secret.replication must be set: automatic or user_managed.');
  }
  if (places === undefined) return;
  if (places.length > 0 && places.every((place) => place)) return;
  throw invalid('secret.replication.user_managed.replicas must name at least one location.');
}
