// A login: a signed token in, a Vault token out.

import type { Call, Data, Reply } from '../call.ts';
import { asText, textIn } from '../input.ts';
import { badRequest } from '../refusal.ts';
import type { Entities } from '../store/entities.ts';
import type { Mount } from '../store/mounts.ts';
import type { Entries } from '../store/storage.ts';
import { authOf } from '../tokens/shown.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { checkBound, checkRegistered, checkTimes, claimAt } from './claims.ts';
import { configIn, type JwtConfig } from './config.ts';
import { limitsOf, roleIn, type Role } from './role.ts';
import { algorithms, opened, type Key } from './signature.ts';

export interface LoginOptions {
  readonly mount: Mount;
  readonly entries: Entries;
  readonly tokens: Tokens;
  readonly entities: Entities;
  readonly keys: (url: string) => Promise<readonly Key[]>;
  readonly now: () => Date;
}

export async function login(options: LoginOptions, { data }: Call): Promise<Reply> {
  const config = configIn(options.entries);
  if (config === null) throw badRequest('could not load configuration');
  const name = (textIn(data, 'role') ?? config.defaultRole).toLowerCase();
  if (name === '') throw badRequest('missing role');
  const role = roleIn(options.entries, name);
  if (role === null) throw badRequest(`role "${name}" could not be found`);
  if (role.type === 'oidc') throw badRequest('role with oidc role_type is not allowed');
  const jwt = textIn(data, 'jwt') ?? '';
  if (jwt === '') throw badRequest('missing token');
  const claims = await claimsOf(jwt, config, options);
  checkRegistered(claims, role, config.issuer);
  checkTimes(claims, role, options.now().getTime() / 1000);
  const user = userIn(claims, role);
  checkBound(claims, role);
  return enter(options, { claims, name, role, user });
}

async function claimsOf(jwt: string, config: JwtConfig, options: LoginOptions): Promise<Data> {
  const keys =
    config.keys.length > 0
      ? config.keys
      : await options.keys(config.jwksUrl === '' ? config.discoveryUrl : config.jwksUrl);
  const found = opened(jwt, keys);
  if (found === null)
    throw badRequest(
      'error validating token: error verifying token signature: no known key successfully validated the token signature',
    );
  const allowed = config.algorithms.length > 0 ? config.algorithms : algorithms;
  if (!allowed.includes(found.algorithm))
    throw badRequest(
      'error validating token: invalid algorithm (alg) header parameter: token signed with unexpected algorithm',
    );
  return found.claims;
}

function userIn(claims: Data, { pointer, userClaim }: Role): string {
  const user = pointer ? claimAt(claims, userClaim) : claims[userClaim];
  if (user === undefined || user === null)
    throw badRequest(`claim "${userClaim}" not found in token`);
  if (typeof user !== 'string')
    throw badRequest(`claim "${userClaim}" could not be converted to string`);
  return user;
}

interface Entering {
  readonly claims: Data;
  readonly name: string;
  readonly role: Role;
  readonly user: string;
}

function enter(options: LoginOptions, { claims, name, role, user }: Entering): Reply {
  const { entities, mount, tokens } = options;
  const mapped = Object.entries(role.mappings).flatMap(([claim, key]) => {
    const value = claimAt(claims, claim);
    return value === undefined || value === null ? [] : [[key, asText(value)] as const];
  });
  const meta = { ...Object.fromEntries(mapped), role: name };
  const entity = entities.seen({ accessor: mount.accessor, name: user, metadata: meta });
  const { id, token } = tokens.create({
    policies: role.noDefaultPolicy ? role.policies : [...role.policies, 'default'],
    namespace: mount.namespace,
    path: `${mount.path}login`,
    displayName: `${mount.path.slice('auth/'.length, -1)}-${user}`,
    meta,
    entityId: entity.id,
    origin: { mount: mount.uuid, role: name },
    limits: limitsOf(role),
    renewable: true,
    uses: role.uses,
    parent: null,
  });
  return { auth: authOf(tokens, token, id) };
}
