// google.longrunning.Operations

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/run';
import type { Caller } from '../../google/allow/members.ts';
import type { Api } from './api.ts';
import { unary } from '../../google/serve/unary.ts';
import { shown } from './api.ts';
import type { OperationState } from '../messages.ts';
import { parseLocation } from '../names.ts';
import type { WireOperation } from './operations.ts';
import { noOperation } from './operations.ts';
import { page } from '../../google/serve/paging.ts';
import { CloudRefusal } from '../../google/refusal.ts';

type Named = protos.google.longrunning.IGetOperationRequest;
type List = protos.google.longrunning.IListOperationsRequest;
type Wait = protos.google.longrunning.IWaitOperationRequest;

export function operationsMethods(api: Api): UntypedServiceImplementation {
  return {
    GetOperation: unary(api, ({ name }: Named, caller) => shown(api, find(api, name, caller))),
    ListOperations: unary(api, (request: List, caller) => list(api, request, caller)),
    WaitOperation: unary(api, (request: Wait, caller) => wait(api, request, caller)),
    DeleteOperation: unary(api, ({ name }: Named, caller) => {
      const operation = find(api, name, caller);
      if (!operation.done) {
        throw new CloudRefusal('FAILED_PRECONDITION', `Operation '${operation.name}' is not done.`);
      }
      api.store.dropOperation(operation.name);
      return {};
    }),
    CancelOperation: unary(api, ({ name }: Named, caller) => {
      find(api, name, caller);
      throw new CloudRefusal(
        'UNIMPLEMENTED',
        'Operation is not implemented, or supported, or enabled.',
      );
    }),
  };
}

function find(api: Api, name: string | null | undefined, caller: Caller): OperationState {
  const [location = ''] = (name ?? '').split('/operations/');
  api.access.enter(caller, parseLocation(location), 'run.operations.get');
  const operation = api.store.operation(name ?? '');
  if (operation === null) throw noOperation(name ?? '');
  return operation;
}

function list(
  api: Api,
  request: List,
  caller: Caller,
): { operations: WireOperation[]; nextPageToken: string } {
  const { project, region } = parseLocation(request.name);
  api.access.enter(caller, { project, region }, 'run.operations.list');
  const all = api.store
    .operations()
    .filter(({ key }) => key.project === project && key.region === region)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextPageToken } = page(all, request, ({ name }) => name);
  return { operations: items.map((operation) => shown(api, operation)), nextPageToken };
}

/** At most half a minute, or as long as was asked for. */
async function wait(api: Api, request: Wait, caller: Caller): Promise<WireOperation> {
  const operation = find(api, request.name, caller);
  const seconds = request.timeout ? Number(request.timeout.seconds ?? 0) : 30;
  if (!operation.done) await api.reconciler.wait(operation.name, Math.min(seconds, 30) * 1000);
  return shown(api, find(api, request.name, caller));
}
