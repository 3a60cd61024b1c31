// As whom the outside is asked.

export type Principal =
  /** The account that this process runs as. */
  { readonly type: 'self' } | { readonly type: 'account'; readonly email: string };

export interface Identity {
  /** An OAuth access token for Google's APIs, kept and renewed before it ends. */
  accessToken(principal: Principal): Promise<string>;
  /** A Google-signed ID token of that account for this audience. */
  idToken(account: string, audience: string): Promise<string>;
}
