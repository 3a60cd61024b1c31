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
  const found = statuses().find(([status, code]) => status === name || Number(code) === number);
  const like = found?.[0] ?? likeHttp[number] ?? null;
  return like === 'OK' ? null : like;
}

/** UNKNOWN for a name that is none. */
export function grpcCode(name: string): codes {
  return statuses().find(([status]) => status === name)?.[1] ?? codes.UNKNOWN;
}

/** grpc-js's own list, without its way back from numbers to names. */
function statuses(): readonly (readonly [string, codes])[] {
  return Object.entries(codes).flatMap(([name, code]) =>
    typeof code === 'number' ? [[name, code] as const] : [],
  );
}
