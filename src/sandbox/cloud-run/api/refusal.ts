// What the API answers when it will not do something: a gRPC code and the vendor's words.

import { status } from '@grpc/grpc-js';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** `path` is the field as the vendor writes it: `template.containers[0].env`. */
export function invalid(path: string, words: string): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, `${path}: ${words}`);
}

export function missing(kind: 'SERVICE' | 'REVISION', id: string, where: Place): Refusal {
  return new Refusal(
    status.NOT_FOUND,
    `Resource '${id}' of kind '${kind}' in region '${where.region}' in project '${where.project}' does not exist.`,
  );
}

export function denied(permission: string, resource: string): Refusal {
  return new Refusal(
    status.PERMISSION_DENIED,
    `Permission '${permission}' denied on resource '${resource}' (or resource may not exist).`,
  );
}

interface Place {
  readonly project: string;
  readonly region: string;
}
