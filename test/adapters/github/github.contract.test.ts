// The adapter over Probot's Octokit, against a GitHub with real repositories on loopback.

import { expect, test } from '@jest/globals';
import { forgeContract } from '../../contracts/forge.ts';
import type { ForgeWorld, SeenEnvironment } from '../../contracts/forge.ts';
import { projectsContract } from '../../contracts/projects.ts';
import { readGitHubDocument } from '../../support/github-document.ts';
import {
  allPages,
  bot,
  makeBranch,
  exchanges,
  mergeWhenReady,
  openFromFork,
  person,
  service,
  start,
  write,
} from './sandbox.ts';
import type { Person, Started } from './sandbox.ts';

forgeContract('GitHub', async () => githubWorld(await start()));

function githubWorld(started: Started): ForgeWorld {
  const { forge, writes } = bot(started);
  const alice = person(started, 'alice');
  const olga = person(started, 'olga');
  return {
    forge,
    defaultBranch: 'main',
    branch: (name) => makeBranch(alice, name),
    push: (branch) => write(alice, branch, 'more'),
    open: async (branch, title) => {
      const opened = await alice('POST', '/pulls', { head: branch, base: 'main', title });
      return (opened as { number: number }).number;
    },
    openFromFork: (name, title) => openFromFork(started, name, title),
    merge: (number) => mergeWhenReady(() => olga('PUT', `/pulls/${number}/merge`, {})),
    close: async (number) => {
      await olga('PATCH', `/pulls/${number}`, { state: 'closed' });
      return 'olga';
    },
    approvers: ['bob', 'olga'],
    approve: async (number, by) => {
      await person(started, by)('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' });
    },
    withdraw: async (number, by) => {
      const reviews = (await olga('GET', `/pulls/${number}/reviews`)) as {
        id: number;
        user: { login: string };
      }[];
      const newest = reviews.findLast(({ user }) => user.login === by);
      const dismissal = { message: 'Changed my mind.' };
      await olga('PUT', `/pulls/${number}/reviews/${newest?.id}/dismissals`, dismissal);
    },
    queue: null,
    note: async (number, body) => {
      const written = await alice('POST', `/issues/${number}/comments`, { body });
      return (written as { id: number }).id;
    },
    reactions: async (_number, note) => {
      const found = (await alice('GET', `/issues/comments/${note}/reactions`)) as {
        content: string;
        user: { login: string };
      }[];
      const words = { eyes: 'seen', '+1': 'done', confused: 'refused' } as const;
      return found
        .filter(({ user }) => user.login === 'runway[bot]')
        .map(({ content }) => words[content as keyof typeof words]);
    },
    notes: async (number) =>
      (
        await allPages<{ user: { login: string }; body: string }>(
          alice,
          `/issues/${number}/comments`,
        )
      ).map(({ user, body }) => ({ author: user.login, body })),
    statuses: async (head) => {
      const { check_runs } = (await alice('GET', `/commits/${head}/check-runs`)) as {
        check_runs: {
          name: string;
          status: string;
          conclusion: string | null;
          output: { title: string };
        }[];
      };
      const states: Readonly<Record<string, string>> = { success: 'passed', failure: 'failed' };
      return new Map(
        check_runs.map(({ name, conclusion, output }) => [
          name,
          { state: states[conclusion ?? ''] ?? 'pending', summary: output.title },
        ]),
      );
    },
    environment: (target) => environmentOf(alice, target),
    writes,
    stop: started.stop,
  };
}

interface SeenDeployment {
  readonly commit: string;
  readonly production: boolean;
  /** Newest first. */
  readonly statuses: readonly { readonly state: string; readonly environment_url: string }[];
}

/** GitHub shows an environment as active while one of its deployments is. */
async function environmentOf(as: Person, target: string): Promise<SeenEnvironment | null> {
  const found = (await as('GET', `/deployments?environment=${encodeURIComponent(target)}`)) as {
    id: number;
    sha: string;
    production_environment: boolean;
  }[];
  if (found.length === 0) return null;
  const seen: SeenDeployment[] = [];
  for (const { id, sha, production_environment: production } of found) {
    const statuses = (await as('GET', `/deployments/${id}/statuses`)) as SeenDeployment['statuses'];
    seen.unshift({ commit: sha, production, statuses });
  }
  const urls = seen.flatMap(({ statuses }) => statuses.map(({ environment_url: url }) => url));
  return {
    production: seen.every(({ production }) => production),
    url: urls.find((url) => url !== '') ?? null,
    open: seen.some(({ statuses }) => ['in_progress', 'success'].includes(stateOf(statuses))),
    deployments: seen.map(({ commit, statuses }) => ({ commit, state: told(statuses) })),
  };
}

function stateOf(statuses: SeenDeployment['statuses']): string {
  return statuses[0]?.state ?? 'pending';
}

function told(statuses: SeenDeployment['statuses']): string {
  const words = statuses.map(({ state }) => state);
  if (words.includes('success')) return 'succeeded';
  if (words.includes('failure')) return 'failed';
  return words[0] === 'inactive' ? 'canceled' : 'running';
}

projectsContract('GitHub', async () => {
  const started = await start();
  return {
    projects: bot(started).projects,
    project: service,
    tag: 'v1.0.0',
    commits: started.shas,
    stop: started.stop,
  };
});

/** What GitHub answers of things that do not exist, although its description has no word of it. */
const UNTOLD = [
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls: 422 is not documented',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews: 404 is not documented',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions: 404 is not documented',
];

// Last: it looks at what all the others have sent.
test('the bot and GitHub say nothing to each other that GitHub does not publish', () => {
  expect(exchanges.length).toBeGreaterThan(150);
  const published = readGitHubDocument();
  const wrong = exchanges.flatMap((exchange) => published.check(exchange));
  expect([...new Set(wrong)].sort()).toEqual(UNTOLD);
});
