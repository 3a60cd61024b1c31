// What a Google API says when it will not do something: the status by name, and the vendor's words.

export type RefusalStatus =
  | 'INVALID_ARGUMENT'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'ABORTED'
  | 'FAILED_PRECONDITION'
  | 'RESOURCE_EXHAUSTED';

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
