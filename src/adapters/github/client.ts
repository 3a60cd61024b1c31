// Octokits that are logged in: as the App itself, and as its installation on a project.

import { foundOnce } from '../../ports/found-once.ts';
import type { Octokit, OctokitSettings } from './octokit.ts';
import { octokitLog, octokitOptions } from './octokit.ts';
import { signedWord, type App } from './app.ts';
import { createLogins, missing } from './logins.ts';
import { mishapOf } from './refusal.ts';

export interface ClientSettings extends OctokitSettings {
  readonly app: App;
}

export interface Client {
  readonly app: Octokit;
  /** Null where the App is not installed. */
  find(project: string): Promise<Octokit | null>;
  /** A mishap where the App is not installed. */
  of(project: string): Promise<Octokit>;
  /** For Git over HTTPS; valid for a minute at least. */
  token(project: string): Promise<string>;
}

export type LoadClient = () => Promise<Client>;

/** The command line starts faster for not importing Probot before it is asked something. */
export function lazyClient(settings: ClientSettings): LoadClient {
  return foundOnce(() => load(settings));
}

async function load(settings: ClientSettings): Promise<Client> {
  const [{ ProbotOctokit }, { createAppAuth }] = await Promise.all([
    import('probot'),
    import('@octokit/auth-app'),
  ]);
  const options = octokitOptions(settings);
  const octokit = (login: object): Octokit => {
    const made = new ProbotOctokit({ ...options, ...login });
    made.hook.error('request', (error) => {
      throw mishapOf(error);
    });
    return made;
  };
  const { app: self, log } = settings;
  const identity = {
    appId: self.id,
    log: octokitLog(log),
    createJwt: (_id: unknown, ahead?: number) => signedWord(self, ahead),
  };
  const app = octokit({ authStrategy: createAppAuth, auth: identity });
  const logins = createLogins(app, (installationId) =>
    createAppAuth({ ...identity, request: app.request, installationId }),
  );
  const made = new Map<string, Octokit>();
  const find = async (project: string): Promise<Octokit | null> => {
    if ((await logins.find(project)) === null) return null;
    const known = made.get(project);
    const found = known ?? octokit({ authStrategy: () => ({ hook: logins.hook(project) }) });
    made.set(project, found);
    return found;
  };
  return {
    app,
    find,
    of: async (project) => (await find(project)) ?? missing(project),
    token: (project) => logins.token(project),
  };
}
