// Where a name and password become a token.

import type { IncomingMessage } from 'node:http';
import { basicCredentials, type Account, type Authenticate } from './accounts.ts';
import { json, type Answer } from '../requests/answer.ts';
import { refuse } from '../errors.ts';
import { grantable } from './gate.ts';
import { TOKEN_USER, type Judge } from './judge.ts';
import { readText } from '../requests/request-body.ts';
import type { Style } from '../style.ts';
import type { Grant, Tokens } from './tokens.ts';

export interface TokenEndpoint {
  readonly tokens: Tokens;
  readonly authenticate: Authenticate;
  readonly judge: Judge | null;
  /** What nobody in particular may do; empty when everybody must log in. */
  readonly anonymous: readonly Account[];
  readonly style: Style;
  readonly service: string;
  readonly now: () => Date;
}

export async function answerToken(
  endpoint: TokenEndpoint,
  request: IncomingMessage,
  url: URL,
): Promise<Answer> {
  const posted = request.method === 'POST';
  if (posted && !endpoint.style.acceptsPost) throw refuse(404, 'UNKNOWN', 'not found');
  const form = posted ? new URLSearchParams(await readText(request, 64 * 1024)) : url.searchParams;
  if (form.get('service') !== endpoint.service)
    throw refuse(400, 'UNSUPPORTED', `unknown service; this one is ${endpoint.service}`);
  const credentials = posted
    ? { name: form.get('username') ?? '', password: form.get('password') ?? '' }
    : basicCredentials(request.headers.authorization);
  const scopes = form
    .getAll('scope')
    .flatMap((scope) => scope.split(' '))
    .flatMap((scope) => parseScope(scope));

  if (credentials === null)
    return granted(endpoint, { subject: '', accounts: endpoint.anonymous, scopes });
  const member = credentials.name === TOKEN_USER ? endpoint.judge?.who(credentials.password) : null;
  // Says who it is, and nothing of what they may: that is asked when it is used.
  if (member) return tokenAnswer(endpoint, endpoint.tokens.issue(member, []));
  const accounts = await endpoint.authenticate(credentials.name, credentials.password);
  if (accounts.length > 0)
    return granted(endpoint, { subject: credentials.name, accounts, scopes });
  throw refuse(
    401,
    'UNAUTHORIZED',
    'HTTP Basic: Access denied. The password or access token is incorrect.',
  );
}

/** A scope that is not allowed is left out without a word: the refusal comes where it is used. */
function granted(
  endpoint: TokenEndpoint,
  asked: {
    readonly subject: string;
    readonly accounts: readonly Account[];
    readonly scopes: readonly Grant[];
  },
): Answer {
  const { subject, accounts, scopes } = asked;
  const access = scopes
    .map((scope) => grantable(accounts, scope))
    .filter(({ actions }) => actions.length > 0);
  if (subject === '' && access.length === 0)
    throw endpoint.style.name === 'gitlab'
      ? refuse(403, 'DENIED', 'access forbidden')
      : refuse(401, 'UNAUTHORIZED', 'authentication required');
  return tokenAnswer(endpoint, endpoint.tokens.issue(subject, access));
}

function tokenAnswer(endpoint: TokenEndpoint, token: string): Answer {
  if (endpoint.style.name === 'gitlab') return json({ token });
  return json({
    token,
    access_token: token,
    expires_in: endpoint.tokens.lifetimeSeconds,
    issued_at: endpoint.now().toISOString(),
  });
}

/** `repository:acme/checkout:pull,push`; nothing when it is not a scope. */
function parseScope(text: string): readonly Grant[] {
  const match = /^(repository|registry)(?:\([^)]*\))?:(.+):([^:]*)$/.exec(text);
  if (match === null) return [];
  const [, type = '', name = '', actions = ''] = match;
  return [{ type, name, actions: actions.split(',').filter((action) => action !== '') }];
}
