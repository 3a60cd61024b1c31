// The files in which the App's secrets are kept.

import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewApp } from '../../adapters/github/registration.ts';
import { Failure } from '../../ports/failure.ts';
import { makeFolder } from '../folder.ts';

export interface Files {
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** Makes the folder. Refuses files that are there: GitHub gives a key once, and the bot may live on those. */
export async function filesIn(folder: string): Promise<Files> {
  await makeFolder(folder);
  const files = {
    privateKey: join(folder, 'github-app.pem'),
    webhookSecret: join(folder, 'webhook-secret'),
  };
  for (const file of Object.values(files)) {
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there) throw refused(`${file} is there already.`, 'Name another folder with --out.');
  }
  return files;
}

/** Nobody else on the machine may read them. */
export async function keep(files: Files, app: NewApp): Promise<void> {
  try {
    await writeFile(files.privateKey, app.privateKey, { flag: 'wx', mode: 0o600 });
    await writeFile(files.webhookSecret, `${app.webhookSecret}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw refused(
      `The secrets of the App could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      `The App is registered, but its secrets are lost: make new ones on its page, ${app.page}.`,
    );
  }
}

function refused(message: string, hint: string): Failure {
  return new Failure({ code: 'RUNWAY_SETTINGS_INVALID', message, hint, retry: 'never' });
}
