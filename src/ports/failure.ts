// What the world did wrong, as a value with a stable code.

import { redactText } from './redact.ts';

/** Every code has a section in `docs/errors.md`. */
export type FailureCode =
  | 'RUNWAY_FORGE_DENIED'
  | 'RUNWAY_FORGE_UNREACHABLE'
  | 'RUNWAY_FORGE_REFUSED'
  | 'RUNWAY_GIT_FAILED'
  | 'RUNWAY_GIT_REJECTED'
  | 'RUNWAY_REGISTRY_DENIED'
  | 'RUNWAY_REGISTRY_UNREACHABLE'
  | 'RUNWAY_REGISTRY_REFUSED'
  | 'RUNWAY_IMAGE_INVALID'
  | 'RUNWAY_RUNTIME_DENIED'
  | 'RUNWAY_RUNTIME_UNREACHABLE'
  | 'RUNWAY_RUNTIME_REFUSED'
  | 'RUNWAY_RUNTIME_CONFLICT'
  | 'RUNWAY_RUNTIME_BUSY'
  | 'RUNWAY_ACCOUNT_NEW'
  | 'RUNWAY_NOT_PROVISIONED'
  | 'RUNWAY_IDENTITY_DENIED'
  | 'RUNWAY_IDENTITY_UNREACHABLE'
  | 'RUNWAY_IDENTITY_REFUSED'
  | 'RUNWAY_VAULT_DENIED'
  | 'RUNWAY_VAULT_UNREACHABLE'
  | 'RUNWAY_VAULT_REFUSED'
  | 'RUNWAY_SECRET_MISSING'
  | 'RUNWAY_STORE_LOCKED'
  | 'RUNWAY_STORE_FAILED'
  | 'RUNWAY_SETTINGS_INVALID'
  | 'RUNWAY_LEASE_LOST'
  | 'RUNWAY_PASS_ABANDONED'
  | 'RUNWAY_TARGET_UNKNOWN'
  | 'RUNWAY_BOT_UNREACHABLE'
  | 'RUNWAY_BOT_REFUSED';

export interface FailureDetails {
  readonly code: FailureCode;
  /** One sentence: what happened, where. What looks like a credential is taken out. */
  readonly message: string;
  /** What a person can do about it. */
  readonly hint: string;
  /** `later`: the same call may go through after a while; `never`: something must change first. */
  readonly retry: 'never' | 'later';
  /** Milliseconds that the other side asked us to wait, where it said so. */
  readonly retryAfterMs?: number;
  /** The account, or role in Vault, that was refused. Left out: nobody in particular. */
  readonly who?: string;
  readonly cause?: unknown;
}

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly hint: string;
  readonly retry: 'never' | 'later';
  readonly retryAfterMs: number | null;
  readonly who: string | null;

  constructor(details: FailureDetails) {
    super(redactText(details.message), { cause: details.cause });
    this.code = details.code;
    this.hint = redactText(details.hint);
    this.retry = details.retry;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.who = details.who ?? null;
  }
}
