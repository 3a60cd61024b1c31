// As whom the outside is asked.

import { deployAccount } from '../resources/accounts.ts';
import type { Target } from '../resources/address.ts';
import type { Scope } from '../resources/scope.ts';

export type Principal =
  /** The account that this process runs as. */
  { readonly type: 'self' } | { readonly type: 'account'; readonly email: string };

/**
 * Methods throw RUNWAY_IDENTITY_DENIED where an account is absent or may not be acted as (yet), and
 * RUNWAY_IDENTITY_REFUSED or _UNREACHABLE for what is wrong with this process's own identity or the way to Google.
 */
export interface Identity {
  /** An OAuth access token for Google's APIs, kept and renewed before it ends. */
  accessToken(this: void, principal: Principal): Promise<string>;
  /** A Google-signed ID token of that account for this audience. */
  idToken(this: void, account: string, audience: string): Promise<string>;
  /** An API did not accept this access token (401): it is given to nobody again. */
  rejected(this: void, principal: Principal, token: string): void;
}

export const SELF: Principal = { type: 'self' };

export function accountOf(email: string): Principal {
  return { type: 'account', email };
}

/** As whom an environment is looked at. */
export function lookingAt({ identity }: Scope): Principal {
  return identity === null ? SELF : accountOf(identity.plans);
}

/** As whom a target is written, removed and rehearsed. */
export function deploying(scope: Scope, target: Target): Principal {
  const email = deployAccount(scope, target);
  return email === null ? SELF : accountOf(email);
}
