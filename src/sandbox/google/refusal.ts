// What a Google API says when it will not do something: the status by name, and the vendor's words.

export type RefusalStatus =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

/** One entry of `google.rpc.Status.details`, with its `@type`. */
export type RefusalDetail = Readonly<Record<string, unknown>>;

export class CloudRefusal extends Error {
  override readonly name = 'CloudRefusal';
  readonly status: RefusalStatus;
  readonly details: readonly RefusalDetail[];

  constructor(status: RefusalStatus, message: string, details: readonly RefusalDetail[] = []) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export function invalid(message: string): CloudRefusal {
  return new CloudRefusal('INVALID_ARGUMENT', message);
}

const CREDENTIALS =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/** `authorization` is the header that says who calls: none, or one that names nobody. */
export function unauthenticated(authorization: string | undefined): CloudRefusal {
  const words =
    authorization === undefined
      ? 'Request is missing required authentication credential.'
      : 'Request had invalid authentication credentials.';
  return new CloudRefusal('UNAUTHENTICATED', `${words} ${CREDENTIALS}`);
}

/** `google.rpc.ErrorInfo` of a permission that is missing. */
export function why(domain: string, metadata: Readonly<Record<string, string>>): RefusalDetail {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'IAM_PERMISSION_DENIED',
    domain,
    metadata,
  };
}
