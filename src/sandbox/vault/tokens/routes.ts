// `auth/token`: what tokens are asked and told.

import type { Call, Caller, Reply, Route } from '../call.ts';
import { flagIn, objectIn, secondsIn, textIn, textsIn, wholeIn } from '../input.ts';
import { badRequest, permissionDenied, VaultRefusal } from '../refusal.ts';
import type { Limits, Token } from './token.ts';
import type { Tokens } from './tokens.ts';
import { authOf, lookedUp } from './shown.ts';

export interface TokenRoutesOptions {
  readonly tokens: Tokens;
  /** What the role that a token came from says now. */
  readonly limits: (token: Token) => Limits;
}

export function tokenRoutes({ limits, tokens }: TokenRoutesOptions): readonly Route[] {
  const bearer = ({ data, params }: Call): Token => {
    const found = tokens.find(textIn(data, 'token') ?? params['token'] ?? '');
    if (found === null) throw new VaultRefusal(403, 'bad token');
    return found;
  };
  const byAccessor = ({ data }: Call): Token => {
    const found = tokens.byAccessor(textIn(data, 'accessor') ?? '');
    if (found === null) throw new VaultRefusal(403, 'invalid accessor');
    return found;
  };
  const own = ({ caller }: Call): Caller => {
    if (caller === null) throw permissionDenied();
    return caller;
  };
  const show = (token: Token, id: string): Reply => ({ data: lookedUp(tokens, token, id) });
  const renew = (token: Token, id: string, { data }: Call): Reply => {
    const renewed = tokens.renew(token, secondsIn(data, 'increment'), limits(token));
    return { auth: authOf(tokens, renewed, id) };
  };
  const revoke = (token: Token): null => {
    tokens.revoke(token);
    return null;
  };
  return [
    { path: /^create(?:-orphan)?$/, write: (call) => create(tokens, own(call).token, call) },
    { path: /^lookup-self$/, read: (call) => show(own(call).token, own(call).id) },
    { path: /^lookup$/, write: (call) => show(bearer(call), textIn(call.data, 'token') ?? '') },
    { path: /^lookup-accessor$/, write: (call) => show(byAccessor(call), '') },
    { path: /^renew-self$/, write: (call) => renew(own(call).token, own(call).id, call) },
    {
      path: /^renew$/,
      write: (call) => renew(bearer(call), textIn(call.data, 'token') ?? '', call),
    },
    { path: /^renew-accessor$/, write: (call) => renew(byAccessor(call), '', call) },
    { path: /^revoke-self$/, write: (call) => revoke(own(call).token) },
    { path: /^revoke$/, write: (call) => revoke(bearer(call)) },
    { path: /^revoke-accessor$/, write: (call) => revoke(byAccessor(call)) },
    {
      path: /^revoke-orphan$/,
      sudo: true,
      write(call) {
        tokens.revokeOrphan(bearer(call));
        return null;
      },
    },
    {
      path: /^accessors$/,
      sudo: true,
      list: ({ namespace }) => ({ data: { keys: tokens.accessors(namespace) } }),
    },
  ];
}

function create(tokens: Tokens, parent: Token, { data, namespace }: Call): Reply {
  const isRoot = parent.policies.includes('root');
  const asked = textsIn(data, 'policies') ?? parent.policies;
  if (!isRoot && !asked.every((policy) => parent.policies.includes(policy)))
    throw badRequest('child policies must be subset of parent');
  const withDefault = flagIn(data, 'no_default_policy') !== true && !asked.includes('root');
  const ttl = secondsIn(data, 'ttl') ?? 0;
  const { id, token } = tokens.create({
    policies: withDefault ? [...asked, 'default'] : asked,
    namespace,
    path: 'auth/token/create',
    displayName: `token${textIn(data, 'display_name') === null ? '' : `-${textIn(data, 'display_name')}`}`,
    meta: objectIn(data, 'meta') as Readonly<Record<string, string>> | null,
    entityId: parent.entityId,
    origin: null,
    limits: {
      ttl,
      maxTtl: 0,
      explicitMaxTtl: secondsIn(data, 'explicit_max_ttl') ?? 0,
      period: secondsIn(data, 'period') ?? 0,
    },
    renewable: flagIn(data, 'renewable') ?? true,
    uses: wholeIn(data, 'num_uses') ?? 0,
    parent: flagIn(data, 'no_parent') === true ? null : parent.hash,
    ...(asked.includes('root') && ttl === 0 ? { eternal: true as const } : {}),
  });
  return { auth: authOf(tokens, token, id) };
}
