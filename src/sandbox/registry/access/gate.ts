// Lets a request through only with a grant for its repository and action.

import type { IncomingMessage } from 'node:http';
import {
  allowedActions,
  basicCredentials,
  mayListCatalog,
  type Account,
  type Authenticate,
  type RepositoryAction,
} from './accounts.ts';
import { RefusedRequest, type Refusal } from '../errors.ts';
import { isMember, TOKEN_USER, type Judge } from './judge.ts';
import type { Style } from '../style.ts';
import type { Grant, Tokens } from './tokens.ts';

export interface Gate {
  /** Throws the challenge unless whoever asks has the grant; without one, any valid credentials do. */
  require(request: IncomingMessage, grant: Grant | null): Promise<void>;
  /** Whether a grant is there, for what is merely nice to have. */
  allows(request: IncomingMessage, grant: Grant): Promise<boolean>;
}

export interface GateOptions {
  readonly tokens: Tokens;
  readonly authenticate: Authenticate;
  /** Null: everybody is one of the users. */
  readonly judge: Judge | null;
  readonly style: Style;
  readonly service: string;
  readonly realm: string;
}

export function pull(repository: string): Grant {
  return { type: 'repository', name: repository, actions: ['pull'] };
}

export function push(repository: string): Grant {
  return { type: 'repository', name: repository, actions: ['pull', 'push'] };
}

export function remove(repository: string): Grant {
  return { type: 'repository', name: repository, actions: ['delete'] };
}

export const catalog: Grant = { type: 'registry', name: 'catalog', actions: ['*'] };

export function createGate(options: GateOptions): Gate {
  return {
    async require(request, grant) {
      const refusal = judged(request, grant, options);
      if (refusal !== undefined) {
        if (refusal !== null) throw new RefusedRequest(refusal);
        return;
      }
      const granted = await grantsOf(request, options);
      if (granted === null) throw challenge(options, grant, false);
      if (grant !== null && !granted(grant)) throw challenge(options, grant, true);
    },
    async allows(request, grant) {
      const refusal = judged(request, grant, options);
      if (refusal !== undefined) return refusal === null;
      const granted = await grantsOf(request, options);
      return granted !== null && granted(grant);
    },
  };
}

/** What an account may do, of what is asked for. */
export function grantable(accounts: readonly Account[], asked: Grant): Grant {
  if (asked.type === 'registry') {
    const allowed = asked.name === 'catalog' && mayListCatalog(accounts);
    return { ...asked, actions: allowed ? asked.actions : [] };
  }
  const allowed = allowedActions(accounts, asked.name);
  const wanted = asked.actions.includes('*') ? allowed : asked.actions;
  const actions = wanted.filter((action) => allowed.includes(action as RepositoryAction));
  return { ...asked, actions };
}

/** Undefined where it is not the judge's to say. */
function judged(
  request: IncomingMessage,
  grant: Grant | null,
  { judge, tokens }: GateOptions,
): Refusal | null | undefined {
  const header = request.headers.authorization;
  const bearer = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (judge === null || header === undefined) return undefined;
  const { name, password } = basicCredentials(header) ?? { name: TOKEN_USER, password: bearer };
  const subject = bearer === undefined ? undefined : tokens.verify(bearer)?.subject;
  const member =
    subject ?? (name === TOKEN_USER && password !== undefined ? judge.who(password) : null);
  if (member === null || !isMember(member)) return undefined;
  return grant === null ? null : judge.refusal(member, grant);
}

type Granted = (asked: Grant) => boolean;

async function grantsOf(request: IncomingMessage, options: GateOptions): Promise<Granted | null> {
  const header = request.headers.authorization;
  const bearer = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (bearer !== undefined) {
    const claims = options.tokens.verify(bearer);
    if (claims !== null) return (asked) => claims.access.some((held) => includes(held, asked));
  }
  if (!options.style.acceptsCredentials) return null;
  // Artifact Registry takes an access token as password of `oauth2accesstoken`, or as the bearer token itself.
  const given =
    bearer === undefined ? basicCredentials(header) : { name: TOKEN_USER, password: bearer };
  if (given === null) return null;
  const accounts = await options.authenticate(given.name, given.password);
  if (accounts.length === 0) return null;
  return (asked) => includes(grantable(accounts, asked), asked);
}

function includes(held: Grant, asked: Grant): boolean {
  return (
    held.type === asked.type &&
    held.name === asked.name &&
    asked.actions.every((action) => held.actions.includes(action))
  );
}

function challenge(options: GateOptions, grant: Grant | null, known: boolean): RefusedRequest {
  const scope = grant === null ? [] : [`scope="${scopeOf(grant)}"`];
  const error = known ? ['error="insufficient_scope"'] : [];
  const parts = [`realm="${options.realm}"`, `service="${options.service}"`, ...scope, ...error];
  return new RefusedRequest({
    status: 401,
    code: 'UNAUTHORIZED',
    message: 'authentication required',
    detail:
      grant === null
        ? null
        : grant.actions.map((action) => ({ Type: grant.type, Name: grant.name, Action: action })),
    headers: { 'www-authenticate': `Bearer ${parts.join(',')}` },
  });
}

function scopeOf({ type, name, actions }: Grant): string {
  return `${type}:${name}:${actions.join(',')}`;
}
