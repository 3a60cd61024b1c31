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

/** Which token a request is about, and the text that it is shown by. */
type Which = (call: Call) => { readonly token: Token; readonly id: string };

export function tokenRoutes(options: TokenRoutesOptions): readonly Route[] {
  const { tokens } = options;
  return [
    { path: /^create(?:-orphan)?$/, write: (call) => create(tokens, own(call).token, call) },
    ...routesFor(options, { ending: '-self', read: true, which: own }),
    ...routesFor(options, { ending: '', read: false, which: named(tokens) }),
    ...routesFor(options, { ending: '-accessor', read: false, which: byAccessor(tokens) }),
    {
      path: /^revoke-orphan$/,
      sudo: true,
      write(call) {
        tokens.revokeOrphan(named(tokens)(call).token);
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

/** `lookup`, `renew` and `revoke`, each in three forms. */
function routesFor(
  { limits, tokens }: TokenRoutesOptions,
  form: { readonly ending: string; readonly read: boolean; readonly which: Which },
): readonly Route[] {
  const look = (call: Call): Reply => {
    const { id, token } = form.which(call);
    return { data: lookedUp(tokens, token, id) };
  };
  return [
    {
      path: new RegExp(`^lookup${form.ending}$`),
      ...(form.read ? { read: look } : { write: look }),
    },
    {
      path: new RegExp(`^renew${form.ending}$`),
      write(call) {
        const { id, token } = form.which(call);
        const renewed = tokens.renew(token, secondsIn(call.data, 'increment'), limits(token));
        return { auth: authOf(tokens, renewed, id) };
      },
    },
    {
      path: new RegExp(`^revoke${form.ending}$`),
      write(call) {
        tokens.revoke(form.which(call).token);
        return null;
      },
    },
  ];
}

function own({ caller }: Call): Caller {
  if (caller === null) throw permissionDenied();
  return caller;
}

function named(tokens: Tokens): Which {
  return ({ data }) => {
    const id = textIn(data, 'token') ?? '';
    const token = tokens.find(id);
    if (token === null) throw new VaultRefusal(403, 'bad token');
    return { id, token };
  };
}

/** Nobody learns a token from its accessor. */
function byAccessor(tokens: Tokens): Which {
  return ({ data }) => {
    const token = tokens.byAccessor(textIn(data, 'accessor') ?? '');
    if (token === null) throw new VaultRefusal(403, 'invalid accessor');
    return { id: '', token };
  };
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
