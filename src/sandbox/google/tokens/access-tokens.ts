// Access tokens: they carry who they are for, sealed, so that nothing needs to be remembered of them.

import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Grant {
  readonly member: string;
  readonly email: string;
  readonly sets?: readonly string[];
  /** Of a service account: a token ends with the account, even if another takes its name. */
  readonly uniqueId?: string;
  /** Milliseconds since 1970; left out: it lasts as long as the account. */
  readonly endsAt?: number;
}

export interface AccessTokens {
  /** The same grant gives the same token. */
  seal(grant: Grant): string;
  /** Null for a text that is no token of ours, or has ended. */
  open(token: string): Grant | null;
}

const BEGINNING = 'ya29.';

export function createAccessTokens(secret: string, nowMs: () => number): AccessTokens {
  const mac = (body: string): Buffer => createHmac('sha256', secret).update(body).digest();
  return {
    seal(grant) {
      const body = Buffer.from(JSON.stringify(grant)).toString('base64url');
      return `${BEGINNING}${body}.${mac(body).toString('base64url')}`;
    },
    open(token) {
      const [body = '', given = ''] = token.startsWith(BEGINNING)
        ? token.slice(BEGINNING.length).split('.')
        : [];
      const right = mac(body);
      const seen = Buffer.from(given, 'base64url');
      if (seen.length !== right.length || !timingSafeEqual(seen, right)) return null;
      const grant = JSON.parse(Buffer.from(body, 'base64url').toString()) as Grant;
      return grant.endsAt !== undefined && grant.endsAt <= nowMs() ? null : grant;
    },
  };
}
