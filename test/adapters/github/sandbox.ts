// A sandbox GitHub with Acme's people, the bot, and what they do there.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import { createGitHub } from '../../../src/adapters/github/github.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { acmeUsers, platformMembers, serviceMembers } from '../../../src/sandbox/forge/acme.ts';
import type { ProjectSeed } from '../../../src/sandbox/forge/model/seed.ts';
import { type GitHubOptions, startGitHub } from '../../../src/sandbox/github/start.ts';
import { projectHistory } from '../../contracts/projects.ts';
import { notedCalls } from '../../support/calls.ts';
import type { Exchange } from '../../support/github-document.ts';
import { recordingLog } from '../../support/recording-log.ts';

export const platform = 'acme/platform';
export const service = 'acme/checkout';

export async function start(
  options: Pick<ProjectSeed, 'mergeQueue'> = {},
  more: Pick<GitHubOptions, 'limits'> = {},
) {
  const dir = await mkdtemp(join(tmpdir(), 'github-contract-'));
  const github = await startGitHub({
    ...more,
    dir,
    log: recordingLog(),
    users: acmeUsers,
    projects: [
      {
        path: platform,
        members: platformMembers,
        ...options,
        commits: [{ message: 'Begin', author: 'olga', files: { 'README.md': '# Platform\n' } }],
      },
    ],
  });
  const { shas } = await github.seedProject({
    path: service,
    members: serviceMembers('alice'),
    commits: projectHistory.map(({ title, files }, index) => ({
      message: title,
      author: 'alice',
      files,
      ...(index === 1 ? { tags: ['v1.0.0'] } : {}),
    })),
  });
  const stop = async (): Promise<void> => {
    await github.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { github, shas: shas as readonly Sha[], stop };
}

export type Started = Awaited<ReturnType<typeof start>>;

/** Every request of the bot in a test file, and its answer. */
export const exchanges: Exchange[] = [];

/** The bot, and how often it wrote; a token that it gets for itself is nothing written. */
export function bot({ github }: Started) {
  let writes = 0;
  const log = recordingLog();
  const adapter = createGitHub({
    url: github.url,
    project: platform,
    app: { id: github.app.id, privateKey: () => github.app.privateKey },
    pace: 'none',
    log,
    fetch: createPatientFetch({
      log,
      calls: notedCalls(),
      fetch: async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input);
        const method = init?.method ?? 'GET';
        if (method !== 'GET' && !url.pathname.endsWith('/access_tokens')) writes += 1;
        const response = await fetch(input, init);
        const answer = await response.clone().text();
        exchanges.push({
          method,
          path: `${url.pathname.replace(/^\/api\/v3/, '')}${url.search}`,
          ...(typeof init?.body === 'string' ? { requestBody: JSON.parse(init.body) } : {}),
          status: response.status,
          ...(answer === '' ? {} : { responseBody: JSON.parse(answer) }),
        });
        return response;
      },
    }),
  });
  return { ...adapter, writes: () => writes };
}

/** A person who uses the API, below the project or at an address. Throws with GitHub's words. */
export function person({ github }: Started, user: string, project = platform) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const address = path.startsWith('http') ? path : `${github.api}/repos/${project}${path}`;
    const response = await fetch(address, {
      method,
      headers: {
        authorization: `Bearer ${github.tokens[user] ?? ''}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}

export type Person = ReturnType<typeof person>;

/** GitHub first finds out whether it can merge; until then it refuses. */
export async function mergeWhenReady(merge: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await merge();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await pause(20);
    }
  }
}

export async function allPages<T>(as: Person, path: string): Promise<readonly T[]> {
  const found: T[] = [];
  for (let page = 1; ; page += 1) {
    const some = (await as('GET', `${path}?per_page=100&page=${page}`)) as T[];
    found.push(...some);
    if (some.length < 100) return found;
  }
}

/** Makes a branch with one commit on top of the default branch. */
export async function makeBranch(as: Person, name: string): Promise<Sha> {
  const main = (await as('GET', '/git/ref/heads/main')) as { object: { sha: string } };
  await as('POST', '/git/refs', { ref: `refs/heads/${name}`, sha: main.object.sha });
  return write(as, name, name);
}

/** Opens a pull request from a fork, as somebody who may not push here. A fork that is there already is given again. */
export async function openFromFork(started: Started, name: string, title: string) {
  const mallory = person(started, 'mallory');
  const { full_name: fork } = (await mallory('POST', '/forks')) as { full_name: string };
  const head = await makeBranch(person(started, 'mallory', fork), name);
  const asked = { head: `mallory:${name}`, base: 'main', title };
  const { number } = (await mallory('POST', '/pulls', asked)) as { number: number };
  return { number, head };
}

/** Writes a file on a branch; gives the commit. */
export async function write(as: Person, branch: string, content: string): Promise<Sha> {
  const path = `/contents/changes/${branch.replaceAll('/', '-')}.txt`;
  const there = (await as('GET', `${path}?ref=${encodeURIComponent(branch)}`).catch(
    () => null,
  )) as { sha: string } | null;
  const { commit } = (await as('PUT', path, {
    branch,
    message: `Change for ${branch}`,
    content: Buffer.from(content).toString('base64'),
    ...(there === null ? {} : { sha: there.sha }),
  })) as { commit: { sha: Sha } };
  return commit.sha;
}
