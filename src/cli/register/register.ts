// From a person who has nothing to an App that is registered, with its secrets in files.

import { apiUrl } from '../../adapters/github/api-url.ts';
import { createCalls } from '../../adapters/calls/calls.ts';
import { createPatientFetch } from '../../adapters/forge/patient-fetch.ts';
import { claimApp } from '../../adapters/github/registration.ts';
import { systemClock } from '../clock.ts';
import { EXIT, print } from '../exit.ts';
import { silentLog } from '../log.ts';
import { untilStopped } from '../until-stopped.ts';
import { filesIn, keep } from './keep.ts';
import { openRegistration } from './registration.ts';
import { nextSteps, registered } from './told.ts';

export interface RegisterOptions {
  readonly project: string;
  readonly bot: string;
  readonly organization?: string;
  readonly name?: string;
  readonly url: string;
  readonly api?: string;
  readonly out: string;
  readonly port: number;
  readonly json: boolean;
}

/** Ends when the App is there, or when somebody ends it. */
export async function register(options: RegisterOptions): Promise<number> {
  const { project, bot, organization = null, url: site, port, json } = options;
  const wanted = { site, organization, bot, name: options.name ?? usualName(project) };
  const files = await filesIn(options.out);
  const api = options.api ?? apiUrl(site);
  const fetch = createPatientFetch({
    log: silentLog,
    calls: createCalls({ clock: systemClock }),
  });
  const registration = await openRegistration({
    wanted,
    port,
    claim: (code) => claimApp(code, { api, fetch }),
    keep: (app) => keep(files, app),
  });
  process.stderr.write(
    `Open ${registration.url} in a browser on this machine. Waiting until the App is registered …\n`,
  );
  try {
    const app = await Promise.race([registration.made, untilStopped()]);
    if (typeof app === 'string') return EXIT.failed;
    const asked = { wanted, files, project, api: options.api ?? null };
    const value = registered(app, asked);
    print({ json, value, text: nextSteps(value, asked) });
    return EXIT.done;
  } finally {
    await registration.close();
  }
}

/** Names of Apps are taken once in all of GitHub, and have 34 characters at most. */
function usualName(project: string): string {
  return `runway-${project.split('/')[0] ?? ''}`.slice(0, 34).replace(/-+$/, '');
}
