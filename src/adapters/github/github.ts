// GitHub: the forge of the GitOps repository, and the service projects on it.

import type { ExamineForge } from '../../ports/finding.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Log } from '../../ports/log.ts';
import type { PatientFetch } from '../forge/patient-request.ts';
import type { Projects } from '../../ports/projects.ts';
import { apiUrl } from './api-url.ts';
import type { App } from './app.ts';
import { ask, needsIn } from './ask.ts';
import { lazyClient } from './client.ts';
import { createExamination } from './examine.ts';
import { createGitHubForge } from './forge.ts';
import { createGitHubProjects } from './projects.ts';

export interface GitHubOptions {
  /** `https://github.com`, or where a GitHub Enterprise is. */
  readonly url: string;
  /** The address of its API, where that does not follow from `url`. */
  readonly api?: string;
  /** `owner/name` of the GitOps repository: `acme/platform`. */
  readonly project: string;
  readonly app: App;
  /** Left out: `main`. */
  readonly defaultBranch?: string;
  /** `none`: without pauses between writes. Left out: with those that github.com asks for. */
  readonly pace?: 'none' | 'github';
  readonly fetch: PatientFetch;
  readonly log: Log;
}

export interface GitHub {
  readonly forge: Forge;
  readonly projects: Projects;
  /** For Git over HTTPS to the GitOps repository. */
  readonly credentials: () => Promise<{ readonly username: string; readonly password: string }>;
  readonly examine: ExamineForge;
}

/** Nothing is loaded or asked before the first call. */
export function createGitHub(options: GitHubOptions): GitHub {
  const { project, app, pace = 'github', fetch, log } = options;
  const url = options.url.replace(/\/+$/, '');
  const api = options.api?.replace(/\/+$/, '') ?? apiUrl(url);
  const client = lazyClient({ api, app, pace, fetch, log });
  return {
    forge: createGitHubForge(client, { project, appId: app.id }),
    projects: createGitHubProjects(client, url),
    examine: createExamination(client, { project, defaultBranch: options.defaultBranch ?? 'main' }),
    credentials: () =>
      ask({ doing: `log in to Git for ${project}`, needs: needsIn(project) }, async () => ({
        username: 'x-access-token',
        password: await (await client()).token(project),
      })),
  };
}
