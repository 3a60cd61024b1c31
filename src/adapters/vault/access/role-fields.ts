// A role as Runway means it, and as Vault keeps it.

import type { VaultRoleSpec } from '../../../resources/provisioned.ts';
import type { VaultPlace } from '../../../resources/scope.ts';
import { byText } from '../../../resources/text-order.ts';
import { objectIn, textIn, textsIn, type Data } from '../client/answers.ts';

/** How people or programs log in at the role's mount. With OIDC Vault itself checks the audience: it is its client. */
export type LoginType =
  | { readonly type: 'jwt' }
  /** Where Vault lets a sign-on send people back to. */
  | { readonly type: 'oidc'; readonly redirects: readonly string[] };

/** How much longer than its first time a token may live by renewals. */
const RENEWALS = 4;

/**
 * Everything that a role has and Runway leaves empty. All of it is written, since a write leaves as it is what it does
 * not name. Source: developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
 */
const EMPTY: Data = {
  bound_subject: '',
  claim_mappings: {},
  clock_skew_leeway: 0,
  expiration_leeway: 0,
  groups_claim: '',
  max_age: 0,
  not_before_leeway: 0,
  oidc_scopes: [],
  token_bound_cidrs: [],
  token_explicit_max_ttl: 0,
  token_no_default_policy: false,
  token_num_uses: 0,
  token_period: 0,
  token_type: 'default',
  user_claim_json_pointer: false,
  verbose_oidc_logging: false,
};

export function fieldsOf(spec: VaultRoleSpec, login: LoginType): Data {
  return {
    ...EMPTY,
    ...derived(spec, login),
    bound_audiences: login.type === 'oidc' ? [] : [spec.audience],
    bound_claims: spec.claims,
    token_policies: spec.policies,
    token_ttl: spec.ttlSeconds,
  };
}

/** What follows from the rest. */
function derived({ claims, ttlSeconds }: VaultRoleSpec, login: LoginType): Data {
  return {
    role_type: login.type,
    allowed_redirect_uris: login.type === 'oidc' ? login.redirects : [],
    bound_claims_type: 'string',
    token_max_ttl: ttlSeconds * RENEWALS,
    user_claim: 'email' in claims ? 'email' : 'sub',
  };
}

/** `name` and `auth` as they were asked for. */
export function specIn(
  fields: Data,
  { auth, name }: Pick<VaultRoleSpec, 'auth' | 'name'>,
  { login, place }: { readonly login: LoginType; readonly place: VaultPlace },
): VaultRoleSpec {
  const audiences = textsIn(fields['bound_audiences']);
  const byClient = login.type === 'oidc' && audiences.length === 0;
  const ttl = fields['token_ttl'];
  const spec: VaultRoleSpec = {
    auth,
    name,
    audience: byClient ? place.audience : [...audiences].sort(byText).join(', '),
    claims: claimsIn(objectIn(fields['bound_claims']) ?? {}),
    policies: [...textsIn(fields['token_policies'])].sort(byText),
    ttlSeconds: typeof ttl === 'number' ? ttl : 0,
    unmanaged: {},
  };
  const expected = { ...EMPTY, ...derived(spec, login) };
  const others = Object.entries(expected).filter(([field, value]) => !same(fields[field], value));
  const unmanaged = others.map(([field]) => [field, shown(fields[field])] as const);
  return { ...spec, unmanaged: Object.fromEntries(unmanaged) };
}

function claimsIn(bound: Data): VaultRoleSpec['claims'] {
  return Object.fromEntries(
    Object.entries(bound).map(([claim, value]) => [
      claim,
      Array.isArray(value) ? [...textsIn(value)].sort(byText) : shown(value),
    ]),
  );
}

/** Vault writes what is empty in several ways. */
function same(found: unknown, expected: unknown): boolean {
  if (isEmpty(found) && isEmpty(expected)) return true;
  return JSON.stringify(found) === JSON.stringify(expected);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function shown(value: unknown): string {
  return textIn(value) || JSON.stringify(value ?? null);
}
