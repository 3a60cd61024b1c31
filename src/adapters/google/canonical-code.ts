// Google's statuses, whichever way they came: as gRPC's numbers, or as names in the body of an HTTP answer.

/** gRPC's status codes, as far as we tell them apart. */
export const CODE = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const BY_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries(CODE).map(([name, code]) => [statusName(name), code]),
);

const NAMES: ReadonlyMap<number, string> = new Map(
  [...BY_NAME].map(([name, code]) => [code, name]),
);

/** Where an answer has no status in its body: a proxy's, or none of Google's making. */
const BY_HTTP: ReadonlyMap<number, number> = new Map([
  [400, CODE.invalidArgument],
  [401, CODE.unauthenticated],
  [403, CODE.permissionDenied],
  [404, CODE.notFound],
  [409, CODE.aborted],
  [412, CODE.failedPrecondition],
  [429, CODE.resourceExhausted],
  [501, CODE.unimplemented],
]);

/** Null: nothing came back, or nothing that says what it means. */
export function codeOf(error: unknown): number | null {
  const { code, response } = (error ?? {}) as { code?: unknown; response?: HttpAnswer };
  const named = BY_NAME.get(String(response?.data?.error?.status));
  if (named !== undefined) return named;
  if (response?.status !== undefined) return fromHttp(response.status);
  return typeof code === 'number' ? code : null;
}

/** gRPC's name of a status that we tell apart; `failed` for any other. */
export function nameOf(code: number | null): string {
  return NAMES.get(code ?? -1) ?? 'failed';
}

/** As the HTTP clients of Google's libraries attach it to their errors. */
export interface HttpAnswer {
  readonly status?: number;
  readonly data?: {
    readonly error?: {
      readonly status?: unknown;
      readonly message?: unknown;
      readonly details?: unknown;
    };
  };
  readonly headers?: { get?(name: string): string | null };
}

function fromHttp(status: number): number | null {
  return BY_HTTP.get(status) ?? (status >= 500 ? CODE.unavailable : null);
}

function statusName(member: string): string {
  return member.replaceAll(/[A-Z]/g, '_$&').toUpperCase();
}
