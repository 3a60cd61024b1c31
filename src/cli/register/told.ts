// What a person has to do once the App is registered.

import { stringify } from 'yaml';
import type { NewApp } from '../../adapters/github/registration.ts';
import type { Files } from './keep.ts';
import type { Wanted } from './manifest.ts';
import { installAddress } from './registration.ts';

export interface Registered {
  readonly app: { readonly id: number; readonly slug: string; readonly page: string };
  readonly install: string;
  readonly files: Files;
  /** For the bot's settings. */
  readonly forge: object;
}

interface Asked {
  readonly wanted: Wanted;
  readonly files: Files;
  readonly project: string;
  /** Where the API is not where it follows from the site. */
  readonly api: string | null;
}

export function registered(app: NewApp, { wanted, files, project, api }: Asked): Registered {
  const { id, slug, page } = app;
  return {
    app: { id, slug, page },
    install: installAddress(wanted, app),
    files,
    forge: {
      kind: 'github',
      url: wanted.site,
      ...(api === null ? {} : { api }),
      project,
      app: { id, privateKey: { file: files.privateKey } },
      webhookSecret: { file: files.webhookSecret },
    },
  };
}

export function nextSteps({ app, install, files, forge }: Registered, { wanted, project }: Asked) {
  const settings = stringify({ forge }, { lineWidth: 0 }).trimEnd();
  return [
    `${app.slug} is registered as App ${app.id}: ${app.page}`,
    `Its private key is in ${files.privateKey}, its webhook secret in ${files.webhookSecret}.`,
    '',
    `1. Install it on ${project} and on the service projects:`,
    `   ${install}`,
    '2. Put this into the settings of the bot, with paths as they are seen from there:',
    '',
    ...settings.split('\n').map((line) => `   ${line}`),
    '',
    `3. Start the bot, so that ${wanted.bot}/webhooks/github answers.`,
    '',
    'docs/github.md says how to protect the default branch and how to see that all of it works.',
    '',
  ].join('\n');
}
