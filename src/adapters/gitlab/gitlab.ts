// GitLab: the forge of the GitOps repository, and the service projects on it.

import type { Forge } from '../../ports/forge.ts';
import type { Calls } from '../../ports/calls.ts';
import type { Log } from '../../ports/log.ts';
import type { Projects } from '../../ports/projects.ts';
import { lazyClient } from './client.ts';
import { createGitLabForge } from './forge.ts';
import { createGitLabProjects } from './projects.ts';

export interface GitLabOptions {
  /** `https://gitlab.example.com`, with a path where GitLab lives below one. */
  readonly url: string;
  /** Path of the GitOps repository's project: `acme/platform`. */
  readonly project: string;
  /** Asked before every request, so that a renewed token is used at once. */
  readonly token: () => Promise<string> | string;
  /** The bot's user name; left out, GitLab is asked whose the token is. */
  readonly bot?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly log: Log;
  readonly calls: Calls;
  /** Milliseconds for one request with its repeats; 10,000 when left out. */
  readonly deadlineMs?: number;
  /** Milliseconds before the first repeat of a read; 250 when left out. */
  readonly backOffMs?: number;
}

/** Nothing is loaded or asked before the first call. */
export function createGitLab(options: GitLabOptions): {
  readonly forge: Forge;
  readonly projects: Projects;
} {
  const url = options.url.replace(/\/+$/, '');
  const client = lazyClient({
    url,
    token: options.token,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    log: options.log,
    calls: options.calls,
    deadlineMs: options.deadlineMs ?? 10_000,
    backOffMs: options.backOffMs ?? 250,
  });
  return {
    forge: createGitLabForge({ client, project: options.project, bot: options.bot ?? null }),
    projects: createGitLabProjects(client, url),
  };
}
