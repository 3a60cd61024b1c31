// Security Token Service v1: a token of somebody else's becomes an access token.
// https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token

import type { Caller } from '../allow/members.ts';
import type { Claims, Signer } from '../tokens/signing.ts';
import type { Provider } from './federation.ts';
import { type Body, type OpenMethod, text } from './method.ts';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';
const TAKEN = ['urn:ietf:params:oauth:token-type:jwt', 'urn:ietf:params:oauth:token-type:id_token'];
const SECONDS = 3600;

export interface StsOptions {
  readonly providers: readonly Provider[];
  readonly issuer: string;
  readonly signer: Signer;
}

/** What RFC 6749 and Google's service answer with. */
interface Refused {
  readonly error: string;
  readonly error_description: string;
}

export function stsMethods(options: StsOptions): readonly OpenMethod[] {
  return [
    {
      api: 'sts',
      id: 'token',
      name: 'ExchangeToken',
      verb: 'POST',
      path: '/v1/token',
      open({ body, cloud }) {
        const found = exchanged(camelled(body), cloud.now(), options);
        if ('error' in found) return { status: 400, body: found };
        const { token } = cloud.lend(found, SECONDS);
        return {
          status: 200,
          body: {
            access_token: token,
            issued_token_type: ACCESS,
            token_type: 'Bearer',
            expires_in: SECONDS,
          },
        };
      },
    },
  ];
}

function exchanged(body: Body, now: Date, options: StsOptions): Caller | Refused {
  const wrong = misasked(body);
  if (wrong !== null) return wrong;
  const audience = text(body, 'audience');
  const provider = options.providers.find((known) => known.audience === audience);
  if (provider === undefined) {
    return refused(
      'invalid_target',
      'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
    );
  }
  const claims = options.signer.open(text(body, 'subjectToken'));
  if (claims === null) {
    return refused('invalid_grant', 'Unable to verify the ID Token signature.');
  }
  const doubt = doubtIn(claims, provider, { issuer: options.issuer, now });
  if (doubt !== null) return refused('invalid_grant', doubt);
  return (
    provider.callerOf(claims) ??
    refused('invalid_grant', 'The mapped attribute google.subject must not be empty.')
  );
}

function misasked(body: Body): Refused | null {
  if (text(body, 'grantType') !== EXCHANGE) {
    return refused('unsupported_grant_type', `The grant type must be ${EXCHANGE}.`);
  }
  if (text(body, 'requestedTokenType') !== ACCESS) {
    return refused('invalid_request', `The requested token type must be ${ACCESS}.`);
  }
  if (!TAKEN.includes(text(body, 'subjectTokenType'))) {
    return refused('invalid_request', 'Invalid value for "subject_token_type".');
  }
  if (text(body, 'scope') === '') return refused('invalid_scope', 'Scope must not be empty.');
  if (!text(body, 'audience').startsWith('//iam.googleapis.com/')) {
    return refused(
      'invalid_request',
      'Invalid value for "audience". This value should be the full resource name of the Identity Provider. See https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token for the list of possible formats.',
    );
  }
  return null;
}

/** Why a token of the right signature is not good enough; null when it is. */
function doubtIn(
  claims: Claims,
  { audiences }: Provider,
  { issuer, now }: { readonly issuer: string; readonly now: Date },
): string | null {
  const { aud, exp, iat, iss } = claims;
  if (iss !== issuer) {
    return `The issuer in ID Token ${String(iss)} does not match the expected ones: ${issuer}.`;
  }
  if (!audiences.includes(String(aud))) {
    return `The audience in ID Token [${String(aud)}] does not match the expected audience ${audiences[0] ?? ''}.`;
  }
  if (Number(exp) * 1000 <= now.getTime()) {
    return `ID Token issued at ${String(iat)} is stale to sign-in.`;
  }
  return null;
}

function refused(error: string, description: string): Refused {
  return { error, error_description: description };
}

/** The form has snake_case, JSON has camelCase; both are taken. */
function camelled(body: Body): Body {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
