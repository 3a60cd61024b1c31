// The token that an App signs for itself: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app

import { createPublicKey, verify } from 'node:crypto';
import type { App } from '../../forge/model/app.ts';

interface Claims {
  readonly iat?: unknown;
  readonly exp?: unknown;
  readonly iss?: unknown;
}

const LONGEST_S = 600;
/** GitHub's clock and the App's may differ by so much. */
const DRIFT_S = 60;

/** Why GitHub does not take it, or null. */
export function jwtProblem(app: App, jwt: string, now: Date): string | null {
  const [head = '', body = '', signature = ''] = jwt.split('.');
  if (decoded(head)?.['alg'] !== 'RS256') return 'A JSON web token could not be decoded';
  const claims: Claims | null = decoded(body);
  if (claims === null) return 'A JSON web token could not be decoded';
  const { iat, exp, iss } = claims;
  if (String(iss) !== String(app.id) && iss !== app.clientId)
    return "'Issuer' claim ('iss') must be an Integer";
  const key = createPublicKey(app.privateKey);
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url')))
    return 'A JSON web token could not be decoded';
  const seconds = now.getTime() / 1000;
  if (typeof exp !== 'number') return "'Expiration time' claim ('exp') must be a numeric value";
  if (exp <= seconds) return "'Expiration time' claim ('exp') must be in the future";
  if (exp > seconds + LONGEST_S + DRIFT_S)
    return "'Expiration time' claim ('exp') is too far in the future";
  if (typeof iat !== 'number' || iat > seconds + DRIFT_S)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  return null;
}

/** Who says to have signed it; null where it does not say. */
export function issuerIn(jwt: string): string | null {
  const { iss } = decoded(jwt.split('.')[1] ?? '') ?? {};
  return typeof iss === 'string' || typeof iss === 'number' ? String(iss) : null;
}

function decoded(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
