// A token, as Vault remembers it: never by its own text.

export interface Token {
  /** Of the token's text. */
  readonly hash: string;
  readonly accessor: string;
  /** Sorted, `default` among them unless it was declined. */
  readonly policies: readonly string[];
  /** Where it was made, and where its policies are. */
  readonly namespace: string;
  /** `auth/jwt/login` */
  readonly path: string;
  readonly displayName: string;
  readonly meta: Readonly<Record<string, string>> | null;
  /** Empty for tokens that nobody logged in for. */
  readonly entityId: string;
  /** Whose role says how long a renewal lasts. */
  readonly origin: { readonly mount: string; readonly role: string } | null;
  /** Milliseconds of the epoch. */
  readonly issuedAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
  readonly creationTtl: number;
  readonly limits: Limits;
  readonly renewable: boolean;
  /** Uses that are left; 0: as many as may be. */
  readonly uses: number;
  readonly parent: string | null;
}

/** Seconds; 0: the mount's own. */
export interface Limits {
  readonly ttl: number;
  readonly maxTtl: number;
  readonly explicitMaxTtl: number;
  readonly period: number;
}

/** Of every mount that says nothing else: 32 days. */
export const SYSTEM_TTL = 2_764_800;
