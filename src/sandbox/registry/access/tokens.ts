// Short-lived bearer tokens that say what their holder may do, signed with a key that stays in the folder.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../storage/storage.ts';

/** As the token specification of the Docker registry has it. */
export interface Grant {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

export interface Tokens {
  readonly lifetimeSeconds: number;
  issue(subject: string, access: readonly Grant[]): string;
  /** What a token grants; null when it is forged, for another service, or expired. */
  verify(token: string): { subject: string; access: readonly Grant[] } | null;
}

interface Claims {
  readonly sub: string;
  readonly aud: string;
  readonly exp: number;
  readonly access: readonly Grant[];
}

export interface TokenOptions {
  readonly directory: string;
  readonly service: string;
  readonly lifetimeSeconds: number;
  readonly now: () => Date;
}

export async function createTokens(options: TokenOptions): Promise<Tokens> {
  const key = await signingKey(options.directory);
  const seconds = (): number => Math.floor(options.now().getTime() / 1000);
  return {
    lifetimeSeconds: options.lifetimeSeconds,
    issue(subject, access) {
      const claims: Claims = {
        sub: subject,
        aud: options.service,
        exp: seconds() + options.lifetimeSeconds,
        access,
      };
      const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${body}.${signature(key, body).toString('base64url')}`;
    },
    verify(token) {
      const [header = '', payload = '', given = ''] = token.split('.');
      const expected = signature(key, `${header}.${payload}`);
      const actual = Buffer.from(given, 'base64url');
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
      if (claims.aud !== options.service || claims.exp <= seconds()) return null;
      return { subject: claims.sub, access: claims.access };
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(key: Buffer, body: string): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

/** Kept, so that a restart in the middle of a push does not log anybody out. */
async function signingKey(directory: string): Promise<Buffer> {
  const file = join(directory, 'token.key');
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  return readFile(file);
}
