// RS256: the keys that ID tokens are signed with, and tokens checked by them.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  sign,
  verify,
} from 'node:crypto';

export interface Signer {
  sign(claims: Claims): string;
  /** The claims of a token that carries our signature, whatever they say; null for every other text. */
  open(token: string): Claims | null;
  jwks(): Jwks;
}

export type Claims = Readonly<Record<string, unknown>>;

export interface Jwks {
  readonly keys: readonly JsonWebKey[];
}

/** PEM. Takes about 100 ms. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function createSigner(pem: string): Signer {
  const key = createPrivateKey(pem);
  const open = createPublicKey(key);
  const { e, n } = open.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(n ?? '')
    .digest('hex')
    .slice(0, 40);
  const head = encoded({ alg: 'RS256', kid, typ: 'JWT' });
  return {
    sign(claims) {
      const body = `${head}.${encoded(claims)}`;
      return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`;
    },
    open(token) {
      const [first, claims, signature, ...more] = token.split('.');
      if (first !== head || claims === undefined || signature === undefined || more.length > 0) {
        return null;
      }
      const body = Buffer.from(`${first}.${claims}`);
      const right = verify('RSA-SHA256', body, open, Buffer.from(signature, 'base64url'));
      return right ? (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims) : null;
    },
    jwks: () => ({ keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', kid, n: n ?? '', e: e ?? '' }] }),
  };
}

function encoded(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
