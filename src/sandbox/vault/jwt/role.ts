// A role of a JWT mount: what a token must say, and what it is given for it.

import type { Data } from '../call.ts';
import { flagIn, objectIn, secondsIn, textIn, textsIn, wholeIn } from '../input.ts';
import { badRequest } from '../refusal.ts';
import type { Entries } from '../store/storage.ts';
import type { Limits } from '../tokens/token.ts';

export interface Role {
  readonly audiences: readonly string[];
  readonly subject: string;
  readonly claims: Data;
  readonly globs: boolean;
  readonly mappings: Readonly<Record<string, string>>;
  readonly userClaim: string;
  readonly pointer: boolean;
  readonly groupsClaim: string;
  readonly policies: readonly string[];
  readonly ttl: number;
  readonly maxTtl: number;
  readonly explicitMaxTtl: number;
  readonly period: number;
  readonly uses: number;
  readonly noDefaultPolicy: boolean;
  /** Seconds by which clocks may differ, and by which an end or beginning that is not named is guessed; 0: Vault's. */
  readonly leeways: {
    readonly skew: number;
    readonly expiration: number;
    readonly notBefore: number;
  };
  readonly type: 'jwt' | 'oidc';
  readonly redirects: readonly string[];
}

export function roleIn(entries: Entries, name: string): Role | null {
  return entries.get(`roles/${name}`) as Role | null;
}

export function limitsOf({ explicitMaxTtl, maxTtl, period, ttl }: Role): Limits {
  return { ttl, maxTtl, explicitMaxTtl, period };
}

/** What a write makes of a role; what it does not name stays, but for the types, which begin anew. */
export function writtenRole(before: Role | null, data: Data): Role {
  const role: Role = {
    type: typeIn(data),
    redirects: textsIn(data, 'allowed_redirect_uris') ?? before?.redirects ?? [],
    audiences: textsIn(data, 'bound_audiences') ?? before?.audiences ?? [],
    subject: textIn(data, 'bound_subject') ?? before?.subject ?? '',
    globs: globsIn(data),
    claims: objectIn(data, 'bound_claims') ?? before?.claims ?? {},
    mappings: mappingsIn(data) ?? before?.mappings ?? {},
    userClaim: textIn(data, 'user_claim') ?? before?.userClaim ?? '',
    pointer: flagIn(data, 'user_claim_json_pointer') ?? before?.pointer ?? false,
    groupsClaim: textIn(data, 'groups_claim') ?? before?.groupsClaim ?? '',
    policies:
      textsIn(data, 'token_policies') ?? textsIn(data, 'policies') ?? before?.policies ?? [],
    ttl: secondsIn(data, 'token_ttl') ?? secondsIn(data, 'ttl') ?? before?.ttl ?? 0,
    maxTtl: secondsIn(data, 'token_max_ttl') ?? secondsIn(data, 'max_ttl') ?? before?.maxTtl ?? 0,
    explicitMaxTtl: secondsIn(data, 'token_explicit_max_ttl') ?? before?.explicitMaxTtl ?? 0,
    period: secondsIn(data, 'token_period') ?? before?.period ?? 0,
    uses: wholeIn(data, 'token_num_uses') ?? before?.uses ?? 0,
    noDefaultPolicy: flagIn(data, 'token_no_default_policy') ?? before?.noDefaultPolicy ?? false,
    leeways: {
      skew: secondsIn(data, 'clock_skew_leeway') ?? before?.leeways.skew ?? 0,
      expiration: secondsIn(data, 'expiration_leeway') ?? before?.leeways.expiration ?? 0,
      notBefore: secondsIn(data, 'not_before_leeway') ?? before?.leeways.notBefore ?? 0,
    },
  };
  check(role);
  return role;
}

function check(role: Role): void {
  if (role.userClaim === '') throw badRequest('a user claim must be defined on the role');
  if (role.type === 'oidc' && role.redirects.length === 0)
    throw badRequest(
      "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.",
    );
  const free =
    role.audiences.length === 0 && role.subject === '' && Object.keys(role.claims).length === 0;
  if (role.type === 'jwt' && free)
    throw badRequest('must have at least one bound constraint when creating/updating a role');
  if (role.maxTtl > 0 && role.ttl > role.maxTtl)
    throw badRequest('ttl should not be greater than max ttl');
  if (!role.globs) return;
  for (const value of Object.values(role.claims).flat())
    if (typeof value !== 'string') throw badRequest(`claim is not a string: ${String(value)}`);
}

function typeIn(data: Data): 'jwt' | 'oidc' {
  const type = textIn(data, 'role_type') ?? '';
  if (type === '' || type === 'oidc') return 'oidc';
  if (type === 'jwt') return 'jwt';
  throw badRequest(`invalid 'role_type': ${type}`);
}

function globsIn(data: Data): boolean {
  const type = textIn(data, 'bound_claims_type') ?? 'string';
  if (type !== 'string' && type !== 'glob')
    throw badRequest(`invalid 'bound_claims_type': ${type}`);
  return type === 'glob';
}

function mappingsIn(data: Data): Readonly<Record<string, string>> | null {
  const mappings = objectIn(data, 'claim_mappings');
  if (mappings === null) return null;
  const targets = Object.values(mappings).map(String);
  if (targets.includes('role'))
    throw badRequest('metadata key "role" is reserved and may not be a mapping destination');
  const twice = targets.find((target, at) => targets.indexOf(target) !== at);
  if (twice !== undefined) throw badRequest(`multiple keys are mapped to metadata key "${twice}"`);
  return mappings as Readonly<Record<string, string>>;
}

export function shownRole(role: Role): Data {
  return {
    allowed_redirect_uris: role.redirects.length === 0 ? null : role.redirects,
    bound_audiences: role.audiences,
    bound_claims: Object.keys(role.claims).length === 0 ? null : role.claims,
    bound_claims_type: role.globs ? 'glob' : 'string',
    bound_subject: role.subject,
    claim_mappings: Object.keys(role.mappings).length === 0 ? null : role.mappings,
    clock_skew_leeway: role.leeways.skew,
    expiration_leeway: role.leeways.expiration,
    groups_claim: role.groupsClaim,
    max_age: 0,
    not_before_leeway: role.leeways.notBefore,
    oidc_scopes: null,
    role_type: role.type,
    token_bound_cidrs: [],
    token_explicit_max_ttl: role.explicitMaxTtl,
    token_max_ttl: role.maxTtl,
    token_no_default_policy: role.noDefaultPolicy,
    token_num_uses: role.uses,
    token_period: role.period,
    token_policies: role.policies,
    token_ttl: role.ttl,
    token_type: 'default',
    user_claim: role.userClaim,
    user_claim_json_pointer: role.pointer,
    verbose_oidc_logging: false,
  };
}
