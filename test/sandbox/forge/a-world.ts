// A forge without a server: a temporary folder, real Git, and what it would have told.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../../../src/sandbox/forge/git/run.ts';
import { acmeUsers, platformMembers } from '../../../src/sandbox/forge/acme.ts';
import { commitActions } from '../../../src/sandbox/forge/model/commit-actions.ts';
import { createLive } from '../../../src/sandbox/forge/model/live.ts';
import { createWorld } from '../../../src/sandbox/forge/model/create-world.ts';
import type { ForgeEvent } from '../../../src/sandbox/forge/model/event.ts';
import {
  openMergeRequest,
  type NewMergeRequest,
} from '../../../src/sandbox/forge/model/merge-requests.ts';
import type { Rules } from '../../../src/sandbox/forge/model/rules.ts';
import { seedProject, seedUsers } from '../../../src/sandbox/forge/model/seed.ts';
import type { MergeRequest, Project, User } from '../../../src/sandbox/forge/model/state.ts';
import { openStore } from '../../../src/sandbox/forge/model/store.ts';
import type { World } from '../../../src/sandbox/forge/model/world.ts';
import { githubRules } from '../../../src/sandbox/github/model/rules.ts';
import { quiet } from '../gitlab/acme-gitlab.ts';

export interface AWorld {
  readonly world: World;
  readonly project: Project;
  readonly told: ForgeEvent[];
  readonly user: (name: string) => User;
  end(): Promise<void>;
}

export const version = 'environments/dev/checkout.yml';

export async function aWorld(rules: Rules = githubRules(() => null)): Promise<AWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'sandbox-forge-'));
  const told: ForgeEvent[] = [];
  const store = openStore(dir, rules.forge);
  const world = createWorld({
    store,
    log: quiet,
    rules,
    live: createLive(),
    url: () => 'http://127.0.0.1:1',
    now: () => new Date(),
    async tell(_project, event) {
      told.push(event);
    },
  });
  seedUsers(world, acmeUsers, () => 'token');
  const { id } = await seedProject(world, {
    path: 'acme/platform',
    members: platformMembers,
    commits: [
      { message: 'Begin', author: 'olga', files: { [version]: 'version: 1\n', 'a.txt': 'a\n' } },
    ],
  });
  const project = store.projectById(id);
  if (project === null) throw new Error('no project');
  return {
    world,
    project,
    told,
    user(name) {
      const found = store.userNamed(name);
      if (found === null) throw new Error(`no user ${name}`);
      return found;
    },
    async end() {
      await world.settled();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Puts one file on a branch, which begins at the default branch where it is new. */
export async function commit(
  { world, project, user }: AWorld,
  to: {
    readonly by: string;
    readonly branch: string;
    readonly path: string;
    readonly text: string;
    readonly in?: Project;
  },
): Promise<string> {
  const where = to.in ?? project;
  const known = `refs/heads/${to.branch}` in where.refs;
  const repository = world.store.repository(where);
  const there = await git(repository, ['ls-tree', '--name-only', '-r', where.defaultBranch]);
  return commitActions(
    world,
    { project: where, user: user(to.by) },
    {
      branch: to.branch,
      ...(known ? {} : { start: where.defaultBranch }),
      message: `Change ${to.path}`,
      actions: [
        {
          action: there.split('\n').includes(to.path) ? 'update' : 'create',
          path: to.path,
          content: Buffer.from(to.text),
        },
      ],
    },
  );
}

export function propose(
  { world, project, user }: AWorld,
  given: { readonly by: string; readonly source: string } & Partial<NewMergeRequest>,
): Promise<MergeRequest> {
  const { by, ...more } = given;
  return world.alone(project, () =>
    openMergeRequest(
      world,
      { project, user: user(by) },
      {
        target: 'main',
        title: `Bring ${given.source}`,
        description: '',
        labels: [],
        assigneeIds: [],
        reviewerIds: [],
        squash: false,
        removeSource: false,
        ...more,
      },
    ),
  );
}

/** What was told of merge requests, in one word each. */
export function changes({ told }: AWorld): string[] {
  return told.flatMap((event) => (event.kind === 'merge request' ? [event.change.what] : []));
}
