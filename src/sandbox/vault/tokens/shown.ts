// Tokens as answers have them.

import type { Data } from '../call.ts';
import type { Token } from './token.ts';
import type { Tokens } from './tokens.ts';

export function authOf(tokens: Tokens, token: Token, id: string): Data {
  return {
    client_token: id,
    accessor: token.accessor,
    policies: token.policies,
    token_policies: token.policies,
    metadata: token.meta,
    lease_duration: tokens.ttlSeconds(token),
    renewable: token.renewable,
    entity_id: token.entityId,
    token_type: 'service',
    orphan: token.parent === null,
    mfa_requirement: null,
    num_uses: token.uses,
  };
}

/** `id` is empty where it was found by its accessor: nobody learns a token from that. */
export function lookedUp(tokens: Tokens, token: Token, id: string): Data {
  return {
    accessor: token.accessor,
    creation_time: Math.floor(token.issuedAt / 1000),
    creation_ttl: token.creationTtl,
    display_name: token.displayName,
    entity_id: token.entityId,
    expire_time: token.expiresAt === null ? null : new Date(token.expiresAt).toISOString(),
    explicit_max_ttl: token.limits.explicitMaxTtl,
    id,
    issue_time: new Date(token.issuedAt).toISOString(),
    meta: token.meta,
    num_uses: token.uses,
    orphan: token.parent === null,
    path: token.path,
    policies: token.policies,
    renewable: token.renewable,
    ttl: tokens.ttlSeconds(token),
    type: 'service',
    ...(token.limits.period > 0 ? { period: token.limits.period } : {}),
    ...(token.namespace === '' ? {} : { namespace_path: token.namespace }),
  };
}
