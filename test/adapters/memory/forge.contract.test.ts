// The in-memory forge and projects keep the promises of real ones.

import { createHash } from 'node:crypto';
import { createMemoryForge } from '../../../src/adapters/memory/forge.ts';
import { createMemoryProjects } from '../../../src/adapters/memory/projects.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { forgeContract } from '../../contracts/forge.ts';
import { projectHistory, projectsContract } from '../../contracts/projects.ts';

function sha(text: string): Sha {
  return createHash('sha1').update(text).digest('hex') as Sha;
}

forgeContract('memory', async () => {
  const { forge, people } = createMemoryForge({
    self: 'runway',
    defaultBranch: 'main',
    now: () => new Date(),
    tip: sha,
  });
  let pushes = 0;
  return {
    forge,
    defaultBranch: 'main',
    branch: async (name) => sha(name),
    push: async (branch) => {
      pushes += 1;
      const head = sha(`push ${pushes}`);
      const open = await forge.mergeRequests({ state: 'open', source: branch });
      for (const { number } of open) people.push(number, head);
      return head;
    },
    open: async (branch, title) =>
      people.open({ source: branch, title, author: 'alice', head: sha(branch) }),
    openFromFork: async (branch, title) => {
      const head = sha(`fork ${branch}`);
      const request = { source: branch, title, author: 'mallory', head, sameProject: false };
      return { number: people.open(request), head };
    },
    merge: async (number) => people.merge(number, sha(`merge ${number}`)),
    close: async (number) => {
      people.close(number, 'alice');
      return 'alice';
    },
    note: async (number, body) => people.note(number, { author: 'alice', body }),
    approvers: ['bob', 'olga'],
    approve: async (number, by) => people.approve(number, { by, member: true }),
    withdraw: async (number, by) => people.withdraw(number, by),
    queue: async (number) => {
      const built = [sha(`queued ${number}`)];
      people.queue(number, built);
      return built;
    },
    reactions: async (number, note) => people.reactions(number, note),
    notes: async (number) => people.notes(number),
    statuses: async (head) =>
      new Map(
        people.statuses(head).map(({ context, state, summary }) => [context, { state, summary }]),
      ),
    environment: async (target) => {
      const found = people.environment(target);
      if (found === null) return null;
      const { tier, ...seen } = found;
      return { ...seen, production: tier === 'production' };
    },
    writes: () => people.writes(),
    stop: async () => {},
  };
});

projectsContract('memory', async () => {
  let files: Readonly<Record<string, string>> = {};
  const commits = projectHistory.map(({ title, files: changed }) => {
    files = { ...files, ...changed };
    return { sha: sha(title), title, author: 'Alice', files };
  });
  const [first, second, third] = commits.map(({ sha: commit }) => commit);
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('the history has three commits');
  }
  const project = { commits, refs: { main: third, 'v1.0.0': second } };
  return {
    projects: createMemoryProjects((path) => (path === 'acme/checkout' ? project : null)),
    project: 'acme/checkout',
    tag: 'v1.0.0',
    commits: [first, second, third],
    stop: async () => {},
  };
});
