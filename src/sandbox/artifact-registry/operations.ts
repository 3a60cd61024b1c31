// google.longrunning.Operations, as far as Artifact Registry has it.

import { randomUUID } from 'node:crypto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/artifact-registry';
import type { WireAny } from '../google/serve/protocol.ts';
import { unary } from '../google/serve/unary.ts';
import { count, requirePermission, type Api } from './api.ts';
import { notFound, parseOperation, type Place } from './names.ts';
import type { OperationState } from './state.ts';

const V1 = 'google.devtools.artifactregistry.v1';

type Named = protos.google.longrunning.IGetOperationRequest;

/** `google.longrunning.Operation`, ready for the wire. */
export interface WireOperation {
  readonly name: string;
  readonly metadata: WireAny;
  readonly done?: boolean;
  readonly response?: WireAny;
}

export function operationMethods(api: Api): UntypedServiceImplementation {
  return {
    GetOperation: unary(api, ({ name }: Named, caller) => {
      const found = parseOperation(name, api.cloud.projects);
      count(api, found, 'read');
      const operation = api.operations.get(found.name);
      if (operation?.by !== caller.member) {
        const resource = `projects/${found.project}/locations/${found.location}`;
        const permission = 'artifactregistry.repositories.list';
        requirePermission(api, caller, { permission, resource });
      }
      if (operation === null) throw notFound();
      return shown(operation, api);
    }),
  };
}

/** Keeps the operation, starts its work, and answers with it as it stands. `by`: whose it is. */
export function begin(
  api: Api,
  place: Place & { readonly by: string },
  work: OperationState['work'],
): WireOperation {
  const { by, location, project } = place;
  const name = `projects/${project}/locations/${location}/operations/${randomUUID()}`;
  const operation = { name, by, work, done: false };
  api.work.begin(operation);
  return shown(operation, api);
}

function shown({ done, name, work }: OperationState, { protocol }: Api): WireOperation {
  const metadata = protocol.packed(`${V1}.OperationMetadata`, {});
  if (!done) return { name, metadata };
  const response =
    work.type === 'create'
      ? protocol.packed(`${V1}.Repository`, work.state.repository)
      : protocol.packed('google.protobuf.Empty', {});
  return { name, metadata, done, response };
}
