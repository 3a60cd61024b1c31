// A sandbox GitLab for a test: real files, real Git, gitbeaker for each user.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gitlab } from '@gitbeaker/rest';
import { acmeUsers, platformMembers, serviceMembers } from '../../../src/sandbox/forge/acme.ts';
import { startGitLab, type GitLab, type GitLabOptions } from '../../../src/sandbox/gitlab/start.ts';
import { gitIn } from '../real-git.ts';

export const quiet: GitLabOptions['log'] = {
  info() {},
  warn() {},
  error() {},
  with: () => quiet,
};

export const checkout = 'environments/dev/checkout.yml';

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sandbox-gitlab-'));
}

export function startAcme(dir: string, more: Partial<GitLabOptions> = {}): Promise<GitLab> {
  return startGitLab({
    dir,
    log: quiet,
    users: acmeUsers,
    hookRetryMs: 20,
    projects: [
      {
        path: 'acme/platform',
        description: 'The GitOps repository',
        members: platformMembers,
        commits: [
          {
            message: 'Describe checkout in dev\n\nIt is the first service.',
            author: 'olga',
            files: { [checkout]: 'release:\n  version: 1.0.0\n', 'README.md': '# Platform\n' },
          },
          {
            message: 'Add catalog',
            author: 'bob',
            files: { 'environments/dev/catalog.yml': 'release:\n  version: 2.0.0\n' },
          },
        ],
      },
      {
        path: 'acme/checkout',
        id: 46267196,
        members: serviceMembers('alice'),
        commits: [
          {
            message: 'First version',
            author: 'alice',
            files: { '.runway/runway.yml': 'apiVersion: runway/v1\n' },
            tags: ['1.0.0', 'v1.0.0'],
          },
        ],
      },
    ],
    ...more,
  });
}

export interface Acme {
  readonly dir: string;
  /** Another one after a restart. */
  gitlab: GitLab;
  as(user: string): InstanceType<typeof Gitlab>;
  /** A plain call to the API, for statuses and headers. */
  call(user: string | null, path: string, init?: RequestInit): Promise<Response>;
  end(): Promise<void>;
}

export async function acme(more: Partial<GitLabOptions> = {}): Promise<Acme> {
  const dir = await temporaryFolder();
  const world: Acme = {
    dir,
    gitlab: await startAcme(dir, more),
    as: (user) => new Gitlab({ host: world.gitlab.url, token: world.gitlab.tokens[user] ?? '' }),
    call: (user, path, init = {}) =>
      fetch(`${world.gitlab.url}/api/v4${path}`, {
        ...init,
        headers: {
          ...(user === null ? {} : { 'private-token': world.gitlab.tokens[user] ?? user }),
          ...(init.headers as Record<string, string> | undefined),
        },
      }),
    async end() {
      await world.gitlab.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return world;
}

export function json(body: unknown, method = 'POST'): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** Both what git says and what it complains of. Rejects with its words. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await gitIn(folder, args);
  return `${stdout}${stderr}`.trim();
}

export function remote(gitlab: GitLab, user: string, project = 'acme/platform'): string {
  return `http://${user}:${gitlab.tokens[user] ?? ''}@127.0.0.1:${gitlab.port}/${project}.git`;
}

/** A branch with one file changed, through the API. */
export async function propose(
  world: Acme,
  branch: string,
  change: { user?: string; content: string; path?: string; title?: string },
): Promise<number> {
  const api = world.as(change.user ?? 'alice');
  await api.Commits.create(
    'acme/platform',
    branch,
    `Change for ${branch}`,
    [{ action: 'update', filePath: change.path ?? checkout, content: change.content }],
    { startBranch: 'main' },
  );
  const mr = await api.MergeRequests.create(
    'acme/platform',
    branch,
    'main',
    change.title ?? `Take ${branch}`,
  );
  return mr.iid;
}
