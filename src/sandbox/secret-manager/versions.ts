// The versions of a secret, and what they hold.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/secret-manager';
import { page } from '../google/serve/paging.ts';
import { timestamp } from '../google/serve/stamps.ts';
import type { Caller } from '../google/allow/members.ts';
import { CloudRefusal } from '../google/refusal.ts';
import { unary } from '../google/serve/unary.ts';
import type { Api, Entry } from './api.ts';
import { checkEtag, enter, etagOf, existing } from './api.ts';
import { readFilter } from './filter.ts';
import { lookInto } from './listing.ts';
import { noVersion, parseSecret, parseVersion, type VersionName } from './names.ts';
import { checkPayload } from './payload.ts';
import type { SecretState, SecretVersion, VersionState } from './state.ts';
import { destroyed } from './state.ts';

type V1 = typeof protos.google.cloud.secretmanager.v1;
type Add = ConstructorParameters<V1['AddSecretVersionRequest']>[0] & object;
type Named = ConstructorParameters<V1['DestroySecretVersionRequest']>[0] & object;
type List = ConstructorParameters<V1['ListSecretVersionsRequest']>[0] & object;
type Listed = protos.google.cloud.secretmanager.v1.IListSecretVersionsResponse;
type Accessed = protos.google.cloud.secretmanager.v1.IAccessSecretVersionResponse;

export function versionMethods(api: Api): UntypedServiceImplementation {
  return {
    AddSecretVersion: unary(api, (request: Add, caller) => add(api, request, caller)),
    ListSecretVersions: unary(api, (request: List, caller) => list(api, request, caller)),
    GetSecretVersion: unary(api, ({ name }: Named, caller): SecretVersion => {
      const found = parseVersion(name, api.cloud.projects);
      const permission = 'secretmanager.versions.get';
      enter(api, found.project, { caller, permission, resource: name ?? '', sort: 'read' });
      return find(existing(api, found), found, { aliases: true }).version;
    }),
    AccessSecretVersion: unary(api, ({ name }: Named, caller) => access(api, name ?? '', caller)),
    EnableSecretVersion: unary(api, changing(api, 'enable', enabled)),
    DisableSecretVersion: unary(api, changing(api, 'disable', disabled)),
    DestroySecretVersion: unary(api, changing(api, 'destroy', gone)),
  };
}

/** Throws as the API does; the caller may be somebody who does not come over the wire. */
export function access(api: Api, name: string, caller: Entry['caller']): Accessed {
  const found = parseVersion(name, api.cloud.projects);
  const permission = 'secretmanager.versions.access';
  enter(api, found.project, { caller, permission, resource: name, sort: 'access' });
  const { crc32c, data, version } = find(existing(api, found), found, { aliases: true });
  if (data === null || version.state !== 'ENABLED') throw inState(version);
  return {
    name: version.name ?? '',
    payload: { data: Buffer.from(data, 'base64'), dataCrc32c: crc32c },
  };
}

function add(api: Api, { parent, payload }: Add, caller: Caller): SecretVersion {
  const found = parseSecret(parent, api.cloud.projects);
  const permission = 'secretmanager.versions.add';
  enter(api, found.project, { caller, permission, resource: found.given, sort: 'write' });
  const { crc32c, data, specified } = checkPayload(payload);
  const state = existing(api, found);
  const micros = api.stamps();
  const version: SecretVersion = {
    name: `${found.name}/versions/${state.versions.length + 1}`,
    createTime: timestamp(micros),
    state: 'ENABLED',
    replicationStatus: replicationOf(state),
    etag: etagOf(micros),
    ...(specified ? { clientSpecifiedPayloadChecksum: true } : {}),
  };
  const made = { version, data: data.toString('base64'), crc32c };
  api.store.put({ ...state, versions: [...state.versions, made] });
  return version;
}

function replicationOf({ secret }: SecretState): NonNullable<SecretVersion['replicationStatus']> {
  const places = secret.replication?.userManaged?.replicas;
  if (!places) return { automatic: {} };
  return {
    userManaged: { replicas: places.map(({ location }) => ({ location: location ?? '' })) },
  };
}

function list(api: Api, request: List, caller: Caller): Listed {
  const found = parseSecret(request.parent, api.cloud.projects);
  const permission = 'secretmanager.versions.list';
  enter(api, found.project, { caller, permission, resource: found.given, sort: 'read' });
  const fits = readFilter(request.filter ?? '');
  const all = existing(api, found)
    .versions.map(({ version }) => version)
    .filter((version) => fits(lookInto(version)))
    .reverse();
  const { items, nextPageToken } = page(all, request, ({ name }) => name ?? '');
  return { versions: [...items], nextPageToken, totalSize: request.filter ? 0 : all.length };
}

type Change = (before: VersionState, at: bigint, state: SecretState) => VersionState;

/** Every change gets a new etag, even one that changes nothing else. */
function changing(api: Api, verb: string, change: Change) {
  return ({ etag, name }: Named, caller: Caller): SecretVersion => {
    const found = parseVersion(name, api.cloud.projects);
    const permission = `secretmanager.versions.${verb}`;
    enter(api, found.project, { caller, permission, resource: name ?? '', sort: 'write' });
    const state = existing(api, found);
    const before = find(state, found, { aliases: false });
    checkEtag(etag, before.version.etag);
    const micros = api.stamps();
    const changed = change(before, micros, state);
    const after = { ...changed, version: { ...changed.version, etag: etagOf(micros) } };
    const versions = state.versions.map((each) => (each === before ? after : each));
    api.store.put({ ...state, versions });
    return after.version;
  };
}

const enabled: Change = (before) => inForce(before, 'ENABLED');
const disabled: Change = (before) => inForce(before, 'DISABLED');

/** Where the secret says so, it is only disabled at first, and destroyed later. */
const gone: Change = (before, at, { secret }) => {
  if (before.version.state === 'DESTROYED') return before;
  const seconds = Number(secret.versionDestroyTtl?.seconds ?? 0);
  if (seconds === 0) return destroyed(before, timestamp(at));
  const scheduledDestroyTime = timestamp(at + BigInt(seconds) * 1_000_000n);
  return { ...before, version: { ...before.version, state: 'DISABLED', scheduledDestroyTime } };
};

/** Enabling also calls off a destruction that is to come. */
function inForce(before: VersionState, state: 'ENABLED' | 'DISABLED'): VersionState {
  if (before.version.state === 'DESTROYED') throw inState(before.version);
  const { scheduledDestroyTime, ...rest } = before.version;
  const kept = state === 'DISABLED' && scheduledDestroyTime ? { scheduledDestroyTime } : {};
  return { ...before, version: { ...rest, ...kept, state } };
}

/** Throws NOT_FOUND. */
function find(
  { secret, versions }: SecretState,
  { name, version }: VersionName,
  { aliases }: { readonly aliases: boolean },
): VersionState {
  if (version === 'latest' && aliases) {
    const latest = versions.at(-1);
    if (latest !== undefined) return latest;
    throw new CloudRefusal('NOT_FOUND', `Secret [${name}] not found or has no versions.`);
  }
  const number = aliases ? (secret.versionAliases?.[version] ?? version) : version;
  const found = /^[1-9]\d*$/.test(String(number)) ? versions[Number(number) - 1] : undefined;
  if (found === undefined) throw noVersion(`${name}/versions/${version}`);
  return found;
}

function inState({ name, state }: SecretVersion): CloudRefusal {
  return new CloudRefusal(
    'FAILED_PRECONDITION',
    `Secret Version [${name}] is in ${String(state)} state.`,
  );
}
