// Long-running operations as clients see them.

import { randomUUID } from 'node:crypto';
import type { Answer, OperationState, ServiceKey } from '../messages.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import type { Protocol, WireAny } from '../../google/serve/protocol.ts';

/** `google.longrunning.Operation`, ready for the wire. */
export interface WireOperation {
  readonly name: string;
  readonly metadata?: WireAny;
  readonly done?: boolean;
  readonly error?: { readonly code: number; readonly message: string };
  readonly response?: WireAny;
}

export interface NewOperation {
  readonly verb: OperationState['verb'];
  readonly key: ServiceKey;
  readonly generation: string;
  readonly revision: string | null;
  /** What a removal answers with; creates and updates answer with the service as it then is. */
  readonly response: Answer | null;
}

export function newOperation({ key, ...rest }: NewOperation): OperationState {
  const name = `projects/${key.project}/locations/${key.region}/operations/${randomUUID()}`;
  return { name, key, ...rest, done: false, error: null };
}

/** `now` is what the metadata shows while the work goes on. */
export function wireOperation(
  operation: OperationState,
  now: Answer | null,
  protocol: Protocol,
): WireOperation {
  const { done, error, name, response } = operation;
  const shown = response ?? now;
  const metadata = shown === null ? {} : { metadata: packed(shown, protocol) };
  if (!done) return { name, ...metadata };
  if (error !== null) return { name, ...metadata, done, error };
  return {
    name,
    ...metadata,
    done,
    ...(response === null ? {} : { response: packed(response, protocol) }),
  };
}

/** For requests that are only validated: done at once, and nothing is kept. */
export function validated(answer: Answer, key: ServiceKey, protocol: Protocol): WireOperation {
  const operation = newOperation({
    verb: 'update',
    key,
    generation: '0',
    revision: null,
    response: answer,
  });
  return wireOperation({ ...operation, done: true }, null, protocol);
}

export function noOperation(name: string): CloudRefusal {
  return new CloudRefusal('NOT_FOUND', `Operation '${name}' does not exist.`);
}

function packed({ message, type }: Answer, protocol: Protocol): WireAny {
  return protocol.packed(`google.cloud.run.v2.${type}`, message);
}
