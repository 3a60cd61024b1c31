// The adapter over real gitbeaker, against a GitLab with real repositories on loopback.

import { expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import { createGitLab } from '../../../src/adapters/gitlab/gitlab.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { acmeUsers, platformMembers, serviceMembers } from '../../../src/sandbox/forge/acme.ts';
import { startGitLab } from '../../../src/sandbox/gitlab/start.ts';
import { notAllowed, type SentRequest } from '../../support/gitlab-allowed.ts';
import { publishedTest, readPublished } from '../../support/gitlab-document.ts';
import { forgeContract } from '../../contracts/forge.ts';
import type { ForgeWorld, SeenEnvironment } from '../../contracts/forge.ts';
import { projectHistory, projectsContract } from '../../contracts/projects.ts';
import { notedCalls } from '../../support/calls.ts';
import { recordingLog } from '../../support/recording-log.ts';

const platform = 'acme/platform';
const service = 'acme/checkout';

async function start(mergeMethod: 'merge' | 'ff' = 'merge') {
  const dir = await mkdtemp(join(tmpdir(), 'gitlab-contract-'));
  const gitlab = await startGitLab({
    dir,
    log: recordingLog(),
    users: acmeUsers,
    projects: [
      {
        path: platform,
        members: platformMembers,
        mergeMethod,
        commits: [{ message: 'Begin', author: 'olga', files: { 'README.md': '# Platform\n' } }],
      },
    ],
  });
  const { shas } = await gitlab.seedProject({
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
    await gitlab.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { gitlab, shas: shas as readonly Sha[], stop };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Every request of the bot, in all tests of this file. */
const sent: SentRequest[] = [];

/** The bot, and how often it wrote. */
function bot({ gitlab }: Started) {
  let writes = 0;
  const adapter = createGitLab({
    url: gitlab.url,
    project: platform,
    token: () => gitlab.tokens['runway'] ?? '',
    fetch: createPatientFetch({
      log: recordingLog(),
      calls: notedCalls(),
      fetch: (input, init) => {
        if ((init?.method ?? 'GET') !== 'GET') writes += 1;
        sent.push({
          method: init?.method ?? 'GET',
          url: input instanceof Request ? input.url : String(input),
          body: typeof init?.body === 'string' ? init.body : null,
        });
        return fetch(input, init);
      },
    }),
  });
  return { ...adapter, writes: () => writes };
}

/** A person who uses the API. Throws with GitLab's words. */
function person({ gitlab }: Started, user: string, path = platform) {
  return async (method: string, below: string, body?: object): Promise<unknown> => {
    const project = `${gitlab.url}/api/v4/projects/${encodeURIComponent(path)}`;
    const response = await fetch(`${project}${below}`, {
      method,
      headers: {
        'private-token': gitlab.tokens[user] ?? '',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text);
  };
}

/** GitLab first finds out whether it can merge; until then it refuses. */
async function mergeWhenReady(merge: () => Promise<unknown>): Promise<void> {
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

forgeContract('GitLab', async () => gitlabWorld(await start()));

function gitlabWorld(started: Started): ForgeWorld {
  const { forge, writes } = bot(started);
  const alice = person(started, 'alice');
  const olga = person(started, 'olga');
  return {
    forge,
    defaultBranch: 'main',
    branch: async (name) => {
      const file_path = `changes/${name.replaceAll('/', '-')}.txt`;
      const commit = (await alice('POST', '/repository/commits', {
        branch: name,
        start_branch: 'main',
        commit_message: `Change for ${name}`,
        actions: [{ action: 'create', file_path, content: name }],
      })) as { id: Sha };
      return commit.id;
    },
    open: async (branch, title) => {
      const body = { source_branch: branch, target_branch: 'main', title };
      const opened = (await alice('POST', '/merge_requests', body)) as { iid: number };
      return opened.iid;
    },
    openFromFork: (branch, title) => openFromFork(started, branch, title),
    merge: (number) => mergeWhenReady(() => olga('PUT', `/merge_requests/${number}/merge`, {})),
    push: async (branch) => {
      const file_path = `changes/${branch.replaceAll('/', '-')}.txt`;
      const commit = (await alice('POST', '/repository/commits', {
        branch,
        commit_message: 'Change more',
        actions: [{ action: 'update', file_path, content: 'more' }],
      })) as { id: Sha };
      return commit.id;
    },
    approvers: ['bob', 'olga'],
    approve: async (number, by) => {
      const path = `/merge_requests/${number}`;
      const { user_has_approved } = (await person(started, by)('GET', `${path}/approvals`)) as {
        user_has_approved: boolean;
      };
      // GitLab knows nothing to do for somebody who has approved already.
      if (user_has_approved) await person(started, by)('POST', `${path}/unapprove`);
      await person(started, by)('POST', `${path}/approve`);
    },
    withdraw: async (number, by) => {
      await person(started, by)('POST', `/merge_requests/${number}/unapprove`);
    },
    queue: null,
    close: async (number) => {
      await olga('PUT', `/merge_requests/${number}`, { state_event: 'close' });
      return 'olga';
    },
    note: async (number, body) => {
      const written = await alice('POST', `/merge_requests/${number}/notes`, { body });
      return (written as { id: number }).id;
    },
    reactions: async (number, note) => {
      const path = `/merge_requests/${number}/notes/${note}/award_emoji`;
      const found = (await alice('GET', path)) as { name: string; user: { username: string } }[];
      const words = { eyes: 'seen', thumbsup: 'done', confused: 'refused' } as const;
      return found
        .filter(({ user }) => user.username === 'runway')
        .map(({ name }) => words[name as keyof typeof words]);
    },
    notes: async (number) => {
      const path = `/merge_requests/${number}/notes?sort=asc&order_by=created_at&per_page=100`;
      const pages = await Promise.all([1, 2].map((page) => alice('GET', `${path}&page=${page}`)));
      const notes = pages.flat() as {
        author: { username: string };
        body: string;
        system: boolean;
      }[];
      return notes
        .filter(({ system }) => !system)
        .map(({ author, body }) => ({ author: author.username, body }));
    },
    statuses: async (head) => {
      const found = (await alice('GET', `/repository/commits/${head}/statuses`)) as {
        id: number;
        name: string;
        status: string;
        description: string;
      }[];
      const states: Readonly<Record<string, string>> = { success: 'passed' };
      return new Map(
        found
          .sort((a, b) => a.id - b.id)
          .map(({ name, status, description }) => [
            name,
            { state: states[status] ?? status, summary: description },
          ]),
      );
    },
    environment: (target) => environmentOf(alice, target),
    writes,
    stop: started.stop,
  };
}

/** A person has one fork of a project. */
const forks = new WeakMap<Started, Promise<{ id: number; path_with_namespace: string }>>();

async function openFromFork(started: Started, branch: string, title: string) {
  const mallory = person(started, 'mallory');
  const made =
    forks.get(started) ??
    (mallory('POST', '/fork') as Promise<{ id: number; path_with_namespace: string }>);
  forks.set(started, made);
  const inFork = person(started, 'mallory', (await made).path_with_namespace);
  const { id: head } = (await inFork('POST', '/repository/commits', {
    branch,
    start_branch: 'main',
    commit_message: `Change for ${branch}`,
    actions: [{ action: 'create', file_path: `changes/${branch}.txt`, content: branch }],
  })) as { id: Sha };
  const { id } = (await mallory('GET', '')) as { id: number };
  const opened = (await inFork('POST', '/merge_requests', {
    source_branch: branch,
    target_branch: 'main',
    target_project_id: id,
    title,
  })) as { iid: number };
  return { number: opened.iid, head };
}

async function environmentOf(
  alice: ReturnType<typeof person>,
  target: string,
): Promise<SeenEnvironment | null> {
  const name = encodeURIComponent(target);
  const [found] = (await alice('GET', `/environments?name=${name}`)) as {
    tier: string;
    state: string;
    external_url: string | null;
  }[];
  if (found === undefined) return null;
  const states: Readonly<Record<string, string>> = { success: 'succeeded' };
  const told = (await alice('GET', `/deployments?environment=${name}`)) as {
    sha: string;
    status: string;
  }[];
  return {
    production: found.tier === 'production',
    url: found.external_url,
    open: found.state === 'available',
    deployments: told.map(({ sha, status }) => ({ commit: sha, state: states[status] ?? status })),
  };
}

projectsContract('GitLab', async () => {
  const started = await start();
  return {
    projects: bot(started).projects,
    project: service,
    tag: 'v1.0.0',
    commits: started.shas,
    stop: started.stop,
  };
});

test('a fast-forward leaves no merge commit: the head itself leads back', async () => {
  const started = await start('ff');
  try {
    const world = gitlabWorld(started);
    const head = await world.branch('straight');
    const number = await world.open('straight', 'Straight ahead');
    expect(await world.forge.mergeRequestOf(head)).toBeNull();
    await world.merge(number);
    expect((await world.forge.mergeRequest(number))?.mergeCommit).toBe(head);
    expect((await world.forge.mergeRequestOf(head))?.number).toBe(number);
  } finally {
    await started.stop();
  }
});

test('somebody who may only read is told which role is missing', async () => {
  const started = await start();
  try {
    const number = await gitlabWorld(started).open(
      await branchOf(gitlabWorld(started), 'denied'),
      'Not for everybody',
    );
    const { forge } = createGitLab({
      url: started.gitlab.url,
      project: platform,
      token: () => started.gitlab.tokens['mallory'] ?? '',
      fetch: createPatientFetch({ log: recordingLog(), calls: notedCalls() }),
    });
    await expect(forge.close(number, 'No.')).rejects.toMatchObject({
      code: 'RUNWAY_FORGE_DENIED',
      retry: 'never',
    });
  } finally {
    await started.stop();
  }
});

async function branchOf(world: ForgeWorld, name: string): Promise<string> {
  await world.branch(name);
  return name;
}

/** What GitLab mounts for several things at once, and who one is oneself, has no word in the document. */
const UNDOCUMENTED = [
  'GET /user',
  'GET /projects/:id/merge_requests/:iid/notes',
  'POST /projects/:id/merge_requests/:iid/notes',
  'PUT /projects/:id/merge_requests/:iid/notes/:note_id',
];

const published = readPublished();

// Last: it looks at what all the others have sent.
publishedTest(published)('the bot sends nothing that GitLab does not document', () => {
  if (published === null) return;
  expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'PUT']));
  expect(sent.length).toBeGreaterThan(100);
  const wrong = sent.flatMap((request) => notAllowed(published, request, UNDOCUMENTED));
  expect([...new Set(wrong)].sort()).toEqual([]);
  const asked = sent.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  const unused = UNDOCUMENTED.filter((route) => {
    const pattern = new RegExp(
      `${route.replace(' ', ' /api/v4').replaceAll(/:[a-z_]+/g, '[^/]+')}$`,
    );
    return !asked.some((one) => pattern.test(one));
  });
  expect(unused).toEqual([]);
});
