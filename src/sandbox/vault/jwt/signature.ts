// Whether a JSON Web Token carries the signature of one of the keys.

import { constants, createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

export interface Opened {
  readonly algorithm: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type Key = JsonWebKey | string;

interface Method {
  readonly hash: string | null;
  readonly type: string;
  readonly pss?: true;
}

/** https://www.rfc-editor.org/rfc/rfc7518#section-3.1 */
const METHODS: Readonly<Record<string, Method>> = {
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
  PS256: { hash: 'sha256', type: 'rsa', pss: true },
  PS384: { hash: 'sha384', type: 'rsa', pss: true },
  PS512: { hash: 'sha512', type: 'rsa', pss: true },
  ES256: { hash: 'sha256', type: 'ec' },
  ES384: { hash: 'sha384', type: 'ec' },
  ES512: { hash: 'sha512', type: 'ec' },
  EdDSA: { hash: null, type: 'ed25519' },
};

export const algorithms: readonly string[] = Object.keys(METHODS);

/** Null for what is no token, or whose signature none of the keys made. */
export function opened(token: string, keys: readonly Key[]): Opened | null {
  const parts = token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  const header = json(head);
  const claims = json(body);
  const alg = header?.['alg'];
  const algorithm = typeof alg === 'string' ? alg : '';
  const method = METHODS[algorithm];
  if (parts.length !== 3 || claims === null || method === undefined) return null;
  const kid = header?.['kid'];
  const signed = Buffer.from(`${head}.${body}`);
  const given = Buffer.from(signature, 'base64url');
  const fitting = keys.filter(
    (key) => typeof key === 'string' || kid === undefined || key['kid'] === kid,
  );
  const right = fitting.some((key) => made(method, publicKey(key), signed, given));
  return right ? { algorithm, claims } : null;
}

function made(method: Method, key: KeyObject | null, signed: Buffer, given: Buffer): boolean {
  if (key === null || key.asymmetricKeyType !== method.type) return false;
  const options =
    method.pss === true
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING }
      : { key, dsaEncoding: 'ieee-p1363' as const };
  return verify(method.hash, signed, options, given);
}

function publicKey(key: Key): KeyObject | null {
  try {
    return typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key, format: 'jwk' });
  } catch {
    return null;
  }
}

function json(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
