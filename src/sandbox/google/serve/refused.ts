// Why a call to a Google API is not done, in the vendor's words: what all of its APIs have in common.

import { status } from '@grpc/grpc-js';
import { Refusal } from '../../cloud-run/api/refusal.ts';
import { CloudRefusal } from '../refusal.ts';
import { CREDENTIALS } from '../rest/serve.ts';

export function unauthenticated(authorization: string | undefined): CloudRefusal {
  const words =
    authorization === undefined
      ? 'Request is missing required authentication credential.'
      : 'Request had invalid authentication credentials.';
  return new CloudRefusal('UNAUTHENTICATED', `${words} ${CREDENTIALS}`);
}

export interface Refused {
  readonly code: status;
  readonly message: string;
  readonly details: CloudRefusal['details'];
}

/** Null for what is no refusal but a mistake of ours. */
export function refused(error: unknown): Refused | null {
  if (error instanceof Refusal) return { code: error.code, message: error.message, details: [] };
  if (!(error instanceof CloudRefusal)) return null;
  return { code: status[error.status], message: error.message, details: error.details };
}
