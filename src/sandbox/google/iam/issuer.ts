// The sandbox's own OIDC issuer: it stands for a forge's CI or a cluster that gives its jobs tokens.

import { randomUUID } from 'node:crypto';
import type { Claims, Signer } from '../tokens/signing.ts';
import type { OpenMethod } from './method.ts';

export interface SubjectToken {
  /** Left out: the first provider's own name, as the real issuers are told. */
  readonly audience?: string;
  /** Left out: an hour. Below 1 it has ended already. */
  readonly lifetimeSeconds?: number;
  /** More claims, or other ones. */
  readonly claims?: Claims;
}

export interface Issuer {
  readonly url: string;
  readonly methods: readonly OpenMethod[];
  token(subject: string, options?: SubjectToken): string;
}

export interface IssuerOptions {
  readonly url: string;
  readonly signer: Signer;
  /** Google's own public keys are served beside. */
  readonly audience: string;
  readonly now: () => Date;
}

export function createIssuer({ audience, now, signer, url }: IssuerOptions): Issuer {
  const document = {
    issuer: url,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
  const method = (name: string, path: string, body: OpenMethod['open']): OpenMethod => ({
    api: 'oidc',
    id: name,
    name,
    verb: 'GET',
    path,
    open: body,
  });
  return {
    url,
    methods: [
      method('configuration', '/oidc/.well-known/openid-configuration', () => ok(document)),
      method('jwks', '/oidc/jwks', () => ok(signer.jwks())),
      method('certs', '/oauth2/v3/certs', ({ cloud }) => ok(cloud.jwks())),
    ],
    token(subject, options = {}) {
      const iat = Math.floor(now().getTime() / 1000);
      const exp = iat + (options.lifetimeSeconds ?? 3600);
      const aud = options.audience ?? `https:${audience}`;
      return signer.sign({
        iss: url,
        sub: subject,
        aud,
        iat,
        nbf: iat,
        exp,
        jti: randomUUID(),
        ...options.claims,
      });
    },
  };
}

function ok(body: object): { readonly status: number; readonly body: object } {
  return { status: 200, body };
}
