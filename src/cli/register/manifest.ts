// What GitHub is asked to make: app.yml, with the addresses and the name of one bot.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Wanted {
  /** The site, without a slash at the end: `https://github.com`. */
  readonly site: string;
  /** The account that will own the App; null: the person's own. */
  readonly organization: string | null;
  readonly name: string;
  /** Where the bot answers, without a slash at the end. */
  readonly bot: string;
}

/** The same place seen from `src/cli/register`, from `dist/cli/register` and from the bundled command. */
const APP = join(import.meta.dirname, '../../../app.yml');

/**
 * `back`: where GitHub sends the person with the code.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters
 */
export async function manifestFor({ name, bot }: Wanted, back: string): Promise<object> {
  const app = parse(await readFile(APP, 'utf8')) as { readonly hook_attributes: object };
  return {
    ...app,
    name,
    url: bot,
    hook_attributes: { ...app.hook_attributes, url: `${bot}/webhooks/github` },
    redirect_url: back,
  };
}

/** Where a browser takes the manifest. */
export function newAppAddress({ site, organization }: Wanted, state: string): string {
  const owner = organization === null ? '' : `/organizations/${organization}`;
  return `${site}${owner}/settings/apps/new?state=${state}`;
}
