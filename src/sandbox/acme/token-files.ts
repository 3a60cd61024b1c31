// Files in which the programs find who they are: what the machine would give them, written anew before it ends.

import { writeFileSync } from 'node:fs';
import type { GoogleApis } from '../google/iam/start.ts';
import { SUBJECTS } from './google-rights.ts';
import { placeSecret } from './kept.ts';

type Program = keyof typeof SUBJECTS;

export interface TokenFiles {
  readonly files: Readonly<Record<Program, string>>;
  stop(): void;
}

const TOKEN_SECONDS = 600;

export async function keepTokenFiles(dir: string, apis: GoogleApis): Promise<TokenFiles> {
  const token = (who: Program): string =>
    apis.subjectToken(SUBJECTS[who], { lifetimeSeconds: TOKEN_SECONDS });
  const placed = (who: Program): Promise<string> => placeSecret(dir, `${who}-identity`, token(who));
  const files = { bot: await placed('bot'), provisioner: await placed('provisioner') };
  const renew = (): void => {
    for (const who of ['bot', 'provisioner'] as const)
      writeFileSync(files[who], `${token(who)}\n`, { mode: 0o600 });
  };
  const renewing = setInterval(renew, (TOKEN_SECONDS * 1000) / 2).unref();
  return { files, stop: () => clearInterval(renewing) };
}
