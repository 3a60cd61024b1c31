// Where the bot keeps what it remembers, and whether it is up.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failed, type Finding, looked, notApplicable, passed } from '../../ports/finding.ts';
import type { ProgramName } from '../../resources/program.ts';
import { about, askBot } from '../api-client.ts';
import { dataFolder, storeUrl } from '../connect/connect.ts';
import type { LoadedSettings } from '../settings.ts';

export async function storeLinks(
  loaded: LoadedSettings,
  program: ProgramName,
): Promise<readonly Finding[]> {
  return Promise.all([
    looked('store', () => storeFinding(loaded)),
    looked('bot', () => botFinding(loaded, program)),
  ]);
}

async function storeFinding(loaded: LoadedSettings): Promise<Finding> {
  const url = await storeUrl(loaded);
  return url === null ? folderFinding(dataFolder(loaded, 'store')) : serverFinding(url);
}

/** Nothing is changed, not even its schema. */
async function serverFinding(url: string): Promise<Finding> {
  const { askVersion } = await import('../../adapters/postgres/ask-version.ts');
  return passed('store', `PostgreSQL ${await askVersion(url)} answers.`);
}

async function folderFinding(folder: string): Promise<Finding> {
  const there = await writable(folder);
  if (there === true) return passed('store', `${folder} can be written.`);
  const made = there === null && (await writable(await firstThere(dirname(folder))));
  if (made === true) return passed('store', `${folder} is made when the bot starts.`);
  const mend = 'Let the bot write there, or name another folder as `data` in the settings.';
  return failed('store', `${folder} cannot be written.`, mend);
}

/** Null: it is not there. */
async function writable(folder: string): Promise<boolean | null> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : false;
  }
}

async function firstThere(folder: string): Promise<string> {
  const there = (await writable(folder)) !== null || dirname(folder) === folder;
  return there ? folder : firstThere(dirname(folder));
}

async function botFinding(loaded: LoadedSettings, program: ProgramName): Promise<Finding> {
  const { url } = loaded.settings.server;
  if (url === undefined)
    return notApplicable('bot', '`server.url` does not say where the bot answers.');
  await askBot(loaded, 'GET', about(program, '/api/targets'));
  return passed('bot', `It answers at ${url}.`);
}
