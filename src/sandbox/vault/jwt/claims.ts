// What a role asks of the claims of a token whose signature is right.

import type { Data } from '../call.ts';
import { badRequest } from '../refusal.ts';
import type { Role } from './role.ts';

/** Throws the refusal that names the claim. */
export function checkRegistered(claims: Data, role: Role, issuer: string): void {
  if (issuer !== '' && claims['iss'] !== issuer) throw invalid('invalid issuer (iss) claim');
  if (role.subject !== '' && claims['sub'] !== role.subject)
    throw invalid('invalid subject (sub) claim');
  const audiences = [claims['aud'] ?? []].flat();
  if (role.audiences.length > 0 && !role.audiences.some((each) => audiences.includes(each)))
    throw invalid(
      'invalid audience (aud) claim: audience claim does not match any expected audience',
    );
  if (role.audiences.length === 0 && audiences.some((each) => each !== ''))
    throw badRequest('audience claim found in JWT but no audiences bound to the role');
}

/** A leeway of 0 means Vault's own, a negative one none. */
export function checkTimes(claims: Data, { leeways }: Role, now: number): void {
  const skew = leewayOf(leeways.skew, 60);
  const iat = numberOf(claims['iat']);
  const given = { exp: numberOf(claims['exp']), nbf: numberOf(claims['nbf']) };
  if (iat === 0 && given.exp === 0 && given.nbf === 0)
    throw invalid('no issued at (iat), not before (nbf), or expiration time (exp) claims in token');
  const exp = given.exp || Math.max(iat, given.nbf) + leewayOf(leeways.expiration, 150);
  const nbf = given.nbf || iat || exp - leewayOf(leeways.notBefore, 150);
  if (now + skew < nbf) throw invalid('invalid not before (nbf) claim: token not yet valid');
  if (now - skew > exp) throw invalid('invalid expiration time (exp) claim: token is expired');
  if (now + skew < iat) throw invalid('invalid issued at (iat) claim: token issued in the future');
}

export function checkBound(claims: Data, { claims: bound, globs }: Role): void {
  for (const [name, expected] of Object.entries(bound)) {
    const actual = claimAt(claims, name);
    if (actual === undefined || actual === null) throw unlike(`claim "${name}" is missing`);
    const values = [actual].flat();
    const wanted = [expected].flat();
    const found = wanted.some((one) => values.some((value) => matches(one, value, globs)));
    if (!found) throw unlike(`claim "${name}" does not match any associated bound claim values`);
  }
}

/** By its name, or by a JSON pointer. */
export function claimAt(claims: Data, name: string): unknown {
  if (!name.startsWith('/')) return claims[name];
  const parts = name.slice(1).split('/');
  return parts
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (value as Data | null | undefined)?.[part], claims);
}

/** In a glob only `*` means something, and it means any text. */
function matches(expected: unknown, actual: unknown, globs: boolean): boolean {
  if (!globs || typeof expected !== 'string' || typeof actual !== 'string')
    return expected === actual;
  const parts = expected.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(actual);
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function leewayOf(seconds: number, usual: number): number {
  return seconds === 0 ? usual : Math.max(0, seconds);
}

function invalid(words: string): Error {
  return badRequest(`error validating token: ${words}`);
}

function unlike(words: string): Error {
  return badRequest(`error validating claims: ${words}`);
}
