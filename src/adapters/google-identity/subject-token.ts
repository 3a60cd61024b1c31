// The token that the platform writes for this process, read anew each time: it is replaced under a running bot.

import { readFile } from 'node:fs/promises';
import { Failure } from '../../ports/failure.ts';
import { keyFile } from './failures.ts';

/** Throws RUNWAY_IDENTITY_REFUSED; nothing of the file is repeated. */
export async function subjectToken(file: string): Promise<string> {
  const text = (await read(file)).trim();
  if (/private_key|PRIVATE KEY/.test(text)) throw keyFile(file);
  if (!/^[\w.~+/=-]+$/.test(text)) {
    throw new Failure({
      code: 'RUNWAY_IDENTITY_REFUSED',
      message: `${file} holds no token.`,
      hint: 'It must hold nothing but the token that the platform gives this process.',
      retry: 'later',
    });
  }
  return text;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Failure({
      code: 'RUNWAY_IDENTITY_REFUSED',
      message: `${file} cannot be read (${code}).`,
      hint: '`google.identity.federation.tokenFile` in the settings names the file that the platform writes its token to.',
      retry: 'later',
    });
  }
}
