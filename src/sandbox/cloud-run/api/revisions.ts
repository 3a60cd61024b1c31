// google.cloud.run.v2.Revisions

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/run';
import type { Caller } from '../../google/allow/members.ts';
import type { Api } from './api.ts';
import { unary } from '../../google/serve/unary.ts';
import { begin, checkEtag, existing } from './api.ts';
import type { Revision, RevisionState, ServiceState } from '../messages.ts';
import { parseRevision, parseService } from '../names.ts';
import type { WireOperation } from './operations.ts';
import { newOperation, validated } from './operations.ts';
import { page } from '../../google/serve/paging.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import { missing } from './refusal.ts';
import { shares } from '../front/route.ts';
import { latestCreated } from '../service/settle.ts';

type Get = protos.google.cloud.run.v2.IGetRevisionRequest;
type List = protos.google.cloud.run.v2.IListRevisionsRequest;
type Delete = protos.google.cloud.run.v2.IDeleteRevisionRequest;

export function revisionsMethods(api: Api): UntypedServiceImplementation {
  return {
    GetRevision: unary(api, ({ name }: Get, caller): Revision => {
      const { key } = parseRevision(name);
      api.access.enter(caller, key, 'run.revisions.get');
      return find(api, name).found.revision;
    }),
    ListRevisions: unary(api, (request: List, caller) => list(api, request, caller)),
    DeleteRevision: unary(api, (request: Delete, caller) => remove(api, request, caller)),
  };
}

/** `services/-` lists those of all services. Newest first. */
function list(
  api: Api,
  request: List,
  caller: Caller,
): { revisions: Revision[]; nextPageToken: string } {
  const key = parseService(request.parent);
  api.access.enter(caller, key, 'run.revisions.list');
  const states = key.id === '-' ? neighbours(api, key) : [existing(api, key)];
  const all = states.flatMap(({ revisions }) => [...revisions].reverse());
  const { items, nextPageToken } = page(all, request, ({ revision }) => revision.name ?? '');
  return { revisions: items.map(({ revision }) => revision), nextPageToken };
}

function neighbours(api: Api, at: { project: string; region: string }): readonly ServiceState[] {
  return api.store
    .services()
    .filter(({ key }) => key.project === at.project && key.region === at.region);
}

function remove(api: Api, request: Delete, caller: Caller): WireOperation {
  const { key } = parseRevision(request.name);
  api.access.enter(caller, key, 'run.revisions.delete');
  const { found, state } = find(api, request.name);
  checkEtag(found.name, request.etag, found.revision.etag ?? '');
  checkUnused(state, found);
  const answer = { type: 'Revision', message: found.revision } as const;
  if (request.validateOnly) return validated(answer, key, api.protocol);
  api.store.put({ ...state, revisions: state.revisions.filter((other) => other !== found) });
  void api.fleet.stop(key, found.name);
  const generation = String(state.service.generation ?? 0);
  return begin(
    api,
    newOperation({
      verb: 'deleteRevision',
      key,
      generation,
      revision: found.name,
      response: answer,
    }),
  );
}

function checkUnused(state: ServiceState, found: RevisionState): void {
  const asked = (state.service.traffic ?? []).some(({ revision }) => revision === found.name);
  if (asked || shares(state).some(({ revision }) => revision === found.name)) {
    throw new CloudRefusal(
      'FAILED_PRECONDITION',
      `Revision '${found.name}' cannot be deleted while it receives traffic or has a tag in service '${state.key.id}'.`,
    );
  }
  if (latestCreated(state) === found) {
    throw new CloudRefusal(
      'FAILED_PRECONDITION',
      `Revision '${found.name}' is the latest created revision of service '${state.key.id}' and cannot be deleted.`,
    );
  }
}

function find(
  api: Api,
  name: string | null | undefined,
): { readonly state: ServiceState; readonly found: RevisionState } {
  const { key, revision } = parseRevision(name);
  const state = existing(api, key);
  const found = state.revisions.find((other) => other.name === revision);
  if (found === undefined) throw missing('REVISION', revision, key);
  return { state, found };
}
