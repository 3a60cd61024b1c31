// What `status` may be, for HTTP and for gRPC.

import { status as codes } from '@grpc/grpc-js';

/** As Google's own table has it. */
const likeHttp: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** Null when it is not the status of an HTTP answer that is a failure or a redirect. */
export function httpStatus(given: unknown): number | null {
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isInteger(number)) return null;
  return number >= 300 && number <= 599 ? number : null;
}

/** The name of a gRPC status given by name, by number, or by the HTTP status that is like it; null for none. */
export function grpcStatus(given: unknown): string | null {
  const name = typeof given === 'string' ? given.toUpperCase().replace(/[- ]/g, '_') : '';
  const number = typeof given === 'number' ? given : /^\d+$/.test(name) ? Number(name) : -1;
  const known = name in codes && /[A-Z]/.test(name) ? name : codes[number];
  const found = known ?? likeHttp[number] ?? null;
  return found === 'OK' ? null : found;
}

/** UNKNOWN for a name that is none. */
export function grpcCode(name: string): codes {
  return codes[name as keyof typeof codes] ?? codes.UNKNOWN;
}
