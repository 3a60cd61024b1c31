// google.cloud.run.v2.Services

import { randomInt, randomUUID } from 'node:crypto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/run';
import type { Caller } from '../../google/allow/members.ts';
import type { Api } from './api.ts';
import { unary } from '../../google/serve/unary.ts';
import { begin, checkEtag, existing } from './api.ts';
import { checkId } from '../service/check-service.ts';
import { iamMethods } from './iam.ts';
import { inputOf, masked } from '../service/mask.ts';
import type { Service, ServiceKey, ServiceState } from '../messages.ts';
import { parseLocation, parseService } from '../names.ts';
import type { WireOperation } from './operations.ts';
import { newOperation, validated } from './operations.ts';
import { page } from '../../google/serve/paging.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import { missing } from './refusal.ts';
import { write } from '../service/write.ts';

type Requests = typeof protos.google.cloud.run.v2;
type Create = ConstructorParameters<Requests['CreateServiceRequest']>[0] & object;
type Update = ConstructorParameters<Requests['UpdateServiceRequest']>[0] & object;
type Delete = ConstructorParameters<Requests['DeleteServiceRequest']>[0] & object;
type Get = ConstructorParameters<Requests['GetServiceRequest']>[0] & object;
type List = ConstructorParameters<Requests['ListServicesRequest']>[0] & object;

/** Services in one project and region. */
const MOST = 1000;

export function servicesMethods(api: Api): UntypedServiceImplementation {
  return {
    GetService: unary(api, ({ name }: Get, caller): Service => {
      const key = parseService(name);
      api.access.enter(caller, key, 'run.services.get');
      return existing(api, key).service;
    }),
    ListServices: unary(api, (request: List, caller) => list(api, request, caller)),
    CreateService: unary(api, (request: Create, caller) => create(api, request, caller)),
    UpdateService: unary(api, (request: Update, caller) => update(api, request, caller)),
    DeleteService: unary(api, (request: Delete, caller) => remove(api, request, caller)),
    ...iamMethods(api),
  };
}

function list(
  api: Api,
  request: List,
  caller: Caller,
): { services: Service[]; nextPageToken: string } {
  const { project, region } = parseLocation(request.parent);
  api.access.enter(caller, { project, region }, 'run.services.list');
  const all = api.store
    .services()
    .filter(({ key }) => key.project === project && key.region === region)
    .sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
  const { items, nextPageToken } = page(all, request, ({ key }) => key.id);
  return { services: items.map(({ service }) => service), nextPageToken };
}

function create(api: Api, request: Create, caller: Caller): WireOperation {
  const location = parseLocation(request.parent);
  api.access.enter(caller, location, 'run.services.create');
  const id = request.serviceId ?? '';
  checkId(id);
  const key = { ...location, id };
  if (api.store.service(key) !== null) {
    throw new CloudRefusal('ALREADY_EXISTS', `Resource '${id}' already exists.`);
  }
  checkRoom(api, key);
  return accept(api, { before: null, key, caller, service: request.service ?? {}, request });
}

function update(api: Api, request: Update, caller: Caller): WireOperation {
  const key = parseService(request.service?.name);
  api.access.enter(caller, key, 'run.services.update');
  const before = api.store.service(key);
  const asked = inputOf(request.service ?? {});
  if (before === null) {
    if (!request.allowMissing) throw missing('SERVICE', key.id, key);
    checkId(key.id);
    checkRoom(api, key);
    return accept(api, { before, key, caller, service: asked, request });
  }
  checkEtag(key.id, request.service?.etag, before.service.etag ?? '');
  const mask = {
    paths: request.updateMask?.paths ?? [],
    known: api.protocol.fields('google.cloud.run.v2.Service'),
  };
  const service = masked(inputOf(before.service), asked, mask);
  return accept(api, { before, key, caller, service, request });
}

interface Acceptance {
  readonly before: ServiceState | null;
  readonly key: ServiceKey;
  readonly caller: Caller;
  readonly service: Service;
  readonly request: { readonly validateOnly?: boolean | null };
}

function accept(api: Api, { before, caller, key, request, service }: Acceptance): WireOperation {
  const { revision, state } = write(before, service, {
    key,
    caller: caller.email,
    projectNumber: api.cloud.projects.find(key.project)?.number ?? '',
    at: api.stamps(),
    suffix: letters(3),
    uid: randomUUID(),
  });
  api.access.actAs(caller, state.service.template?.serviceAccount ?? '');
  checkExposure(api, { before, caller, key, state });
  const answer = { type: 'Service', message: state.service } as const;
  if (request.validateOnly) return validated(answer, key, api.protocol);
  api.store.put(state);
  const generation = String(state.service.generation ?? 0);
  const verb = before === null ? 'create' : 'update';
  return begin(api, newOperation({ verb, key, generation, revision, response: null }));
}

interface Exposing {
  readonly before: ServiceState | null;
  readonly key: ServiceKey;
  readonly caller: Caller;
  readonly state: ServiceState;
}

/**
 * Whether callers are checked is part of who may call.
 * https://cloud.google.com/run/docs/authenticating/public
 */
function checkExposure({ access }: Api, { before, caller, key, state }: Exposing): void {
  const was = before?.service.invokerIamDisabled ?? false;
  if ((state.service.invokerIamDisabled ?? false) === was) return;
  access.enter(caller, key, 'run.services.setIamPolicy');
}

function remove(api: Api, request: Delete, caller: Caller): WireOperation {
  const key = parseService(request.name);
  api.access.enter(caller, key, 'run.services.delete');
  const state = existing(api, key);
  checkEtag(key.id, request.etag, state.service.etag ?? '');
  const answer = { type: 'Service', message: state.service } as const;
  if (request.validateOnly) return validated(answer, key, api.protocol);
  api.store.drop(key);
  api.cloud.dropPolicy(state.service.name ?? '');
  for (const { name } of state.revisions) void api.fleet.stop(key, name);
  const generation = String(state.service.generation ?? 0);
  return begin(
    api,
    newOperation({ verb: 'delete', key, generation, revision: null, response: answer }),
  );
}

function checkRoom({ store }: Api, { project, region }: ServiceKey): void {
  const there = store
    .services()
    .filter(({ key }) => key.project === project && key.region === region);
  if (there.length < MOST) return;
  throw new CloudRefusal(
    'RESOURCE_EXHAUSTED',
    `Project '${project}' has reached the limit of ${MOST} services in region '${region}'.`,
  );
}

function letters(count: number): string {
  return Array.from({ length: count }, () => String.fromCodePoint(97 + randomInt(26))).join('');
}
