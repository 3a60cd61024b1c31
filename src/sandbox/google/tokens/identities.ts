// Who is who: tokens given out, and the callers that they prove.

import type { Accounts, ServiceAccount } from '../accounts/accounts.ts';
import type { Caller } from '../allow/members.ts';
import type { AccessTokens } from './access-tokens.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createSigner, type Jwks, type Signer } from './signing.ts';

export const GOOGLE = 'https://accounts.google.com';

export interface Identities {
  /** Whose access token an Authorization header carries; null when it is nobody's, or has ended. */
  caller(authorization: string | undefined): Caller | null;
  /** Whose ID token of Google's a text is, for one of these audiences; null when it is none that holds. */
  identify(idToken: string, audiences: readonly string[]): Caller | null;
  /**
   * An access token that lasts as long as the account; the same one each time. An address that is not a service
   * account's is a person's. Throws where there is no such account.
   */
  issue(email: string): string;
  /** An access token that ends. */
  lend(caller: Caller, seconds: number): { readonly token: string; readonly endsAt: Date };
  /** RS256, by `https://accounts.google.com`, for an hour. Throws where there is no such account. */
  signIdToken(
    email: string,
    audience: string,
    options?: { readonly includeEmail?: boolean },
  ): string;
  jwks(): Jwks;
}

export interface IdentitiesOptions {
  readonly accounts: Pick<Accounts, 'get'>;
  readonly keys: { readonly seal: string; readonly google: string };
  readonly nowMs: () => number;
}

const HOUR = 3600;

export function createIdentities({ accounts, keys, nowMs }: IdentitiesOptions): Identities {
  const tokens = createAccessTokens(keys.seal, nowMs);
  const signer = createSigner(keys.google);
  const existing = (email: string): ServiceAccount => {
    const account = accounts.get(email);
    if (account === null) throw new Error(`there is no service account ${email}`);
    return account;
  };
  const identityOf = (email: string): Caller & { readonly uniqueId?: string } => {
    if (!email.endsWith('.gserviceaccount.com')) return { member: `user:${email}`, email };
    return { ...callerOf(email), uniqueId: existing(email).uniqueId };
  };
  return {
    caller: (authorization) => callerBehind(authorization, tokens, accounts),
    identify: (idToken, audiences) => idTokenOf(idToken, audiences, { accounts, nowMs, signer }),
    issue: (email) => tokens.seal(identityOf(email)),
    lend({ email, member, sets }, seconds) {
      const endsAt = nowMs() + seconds * 1000;
      const lasting = member.startsWith('serviceAccount:') ? identityOf(email) : { member, email };
      const token = tokens.seal({ ...lasting, ...(sets === undefined ? {} : { sets }), endsAt });
      return { token, endsAt: new Date(endsAt) };
    },
    signIdToken(email, audience, { includeEmail = true } = {}) {
      const { uniqueId } = existing(email);
      const iat = Math.floor(nowMs() / 1000);
      const about = includeEmail ? { email, email_verified: true } : {};
      const who = { aud: audience, azp: uniqueId, sub: uniqueId, ...about };
      return signer.sign({ ...who, exp: iat + HOUR, iat, iss: GOOGLE });
    },
    jwks: () => signer.jwks(),
  };
}

export function callerOf(email: string): Caller {
  return { member: `serviceAccount:${email}`, email };
}

function callerBehind(
  authorization: string | undefined,
  tokens: AccessTokens,
  accounts: Pick<Accounts, 'get'>,
): Caller | null {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const grant = token === undefined ? null : tokens.open(token);
  if (grant === null) return null;
  const { email, member, sets, uniqueId } = grant;
  const account = uniqueId === undefined ? undefined : accounts.get(uniqueId);
  if (account === null || account?.disabled === true) return null;
  return { member, email, ...(sets === undefined ? {} : { sets }) };
}

function idTokenOf(
  idToken: string,
  audiences: readonly string[],
  { accounts, nowMs, signer }: Pick<IdentitiesOptions, 'accounts' | 'nowMs'> & { signer: Signer },
): Caller | null {
  const claims = signer.open(idToken);
  if (claims === null || claims['iss'] !== GOOGLE) return null;
  if (Number(claims['exp']) * 1000 <= nowMs() || !audiences.includes(String(claims['aud'])))
    return null;
  const account = accounts.get(String(claims['sub']));
  return account === null || account.disabled ? null : callerOf(account.email);
}
