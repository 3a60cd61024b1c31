// GitLab: the forge of the GitOps repository, and the service projects on it.

import type { ExamineForge } from '../../ports/finding.ts';
import type { Forge } from '../../ports/forge.ts';
import type { PatientFetch } from '../forge/patient-request.ts';
import type { Projects } from '../../ports/projects.ts';
import { lazyClient } from './client.ts';
import { createExamination } from './examine.ts';
import { createGitLabForge } from './forge.ts';
import { createGitLabProjects } from './projects.ts';

export interface GitLabOptions {
  /** `https://gitlab.example.com`, with a path where GitLab lives below one. */
  readonly url: string;
  /** Path of the GitOps repository's project: `acme/platform`. */
  readonly project: string;
  /** Asked before every request, so that a renewed token is used at once. */
  readonly token: () => Promise<string> | string;
  /** Left out: `main`. */
  readonly defaultBranch?: string;
  /** The bot's user name; left out, GitLab is asked whose the token is. */
  readonly bot?: string;
  readonly fetch: PatientFetch;
}

/** Nothing is loaded or asked before the first call. */
export function createGitLab(options: GitLabOptions): {
  readonly forge: Forge;
  readonly projects: Projects;
  readonly examine: ExamineForge;
} {
  const url = options.url.replace(/\/+$/, '');
  const client = lazyClient({ url, token: options.token, fetch: options.fetch });
  return {
    forge: createGitLabForge({ client, project: options.project, bot: options.bot ?? null }),
    projects: createGitLabProjects(client, url),
    examine: createExamination({ ...options, defaultBranch: options.defaultBranch ?? 'main' }),
  };
}
