// google.longrunning.Operations

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/run';
import type { Api } from './api.ts';
import { shown, unary } from './api.ts';
import type { OperationState } from '../messages.ts';
import { parseLocation } from '../names.ts';
import type { WireOperation } from './operations.ts';
import { noOperation } from './operations.ts';
import { page } from './paging.ts';
import { Refusal } from './refusal.ts';

type Named = protos.google.longrunning.IGetOperationRequest;
type List = protos.google.longrunning.IListOperationsRequest;
type Wait = protos.google.longrunning.IWaitOperationRequest;

export function operationsMethods(api: Api): UntypedServiceImplementation {
  return {
    GetOperation: unary(api, ({ name }: Named) => shown(api, find(api, name))),
    ListOperations: unary(api, (request: List) => list(api, request)),
    WaitOperation: unary(api, (request: Wait) => wait(api, request)),
    DeleteOperation: unary(api, ({ name }: Named) => {
      const operation = find(api, name);
      if (!operation.done) {
        throw new Refusal(status.FAILED_PRECONDITION, `Operation '${operation.name}' is not done.`);
      }
      api.store.dropOperation(operation.name);
      return {};
    }),
    CancelOperation: unary(api, ({ name }: Named) => {
      find(api, name);
      throw new Refusal(
        status.UNIMPLEMENTED,
        'Operation is not implemented, or supported, or enabled.',
      );
    }),
  };
}

function find(api: Api, name: string | null | undefined): OperationState {
  const [location = ''] = (name ?? '').split('/operations/');
  api.access.enter(parseLocation(location), 'run.operations.get');
  const operation = api.store.operation(name ?? '');
  if (operation === null) throw noOperation(name ?? '');
  return operation;
}

function list(api: Api, request: List): { operations: WireOperation[]; nextPageToken: string } {
  const { project, region } = parseLocation(request.name);
  api.access.enter({ project, region }, 'run.operations.list');
  const all = api.store
    .operations()
    .filter(({ key }) => key.project === project && key.region === region)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextPageToken } = page(all, request, ({ name }) => name);
  return { operations: items.map((operation) => shown(api, operation)), nextPageToken };
}

/** At most half a minute, or as long as was asked for. */
async function wait(api: Api, request: Wait): Promise<WireOperation> {
  const operation = find(api, request.name);
  const seconds = request.timeout ? Number(request.timeout.seconds ?? 0) : 30;
  if (!operation.done) await api.reconciler.wait(operation.name, Math.min(seconds, 30) * 1000);
  return shown(api, find(api, request.name));
}
