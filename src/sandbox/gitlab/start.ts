// Starts the sandbox GitLab on a folder, and goes on where the last run ended.

import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Log } from '../../ports/log.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { addHook, type HookSeed } from './hooks/add-hook.ts';
import { gitlabManner } from './hooks/manner.ts';
import { rendered } from './hooks/render.ts';
import { gitlabRules } from './model/rules.ts';
import { createDeliveries, type Deliveries } from '../forge/hooks/deliveries.ts';
import { listen } from '../forge/listen.ts';
import { createLive, type Live } from '../forge/model/live.ts';
import { catchUp } from '../forge/model/catch-up.ts';
import { createWorld } from '../forge/model/create-world.ts';
import {
  seedProject,
  seedUsers,
  type ProjectSeed,
  type Seeded,
  type UserSeed,
} from '../forge/model/seed.ts';
import type { Hook } from '../forge/model/state.ts';
import { openStore, type Store } from '../forge/model/store.ts';
import type { World } from '../forge/model/world.ts';
import { createServer } from './server.ts';

export interface GitLabOptions {
  /** Holds everything; made when absent. A second process on it is refused with RUNWAY_STORE_LOCKED. */
  readonly dir: string;
  /** Default: the port of the last run if it is free, else any. */
  readonly port?: number;
  readonly log: Log;
  /** Those that are not there yet are added. */
  readonly users: readonly UserSeed[];
  /** Those that are not there yet are made. */
  readonly projects?: readonly ProjectSeed[];
  /** Wait before a failed webhook is tried again the first time, in milliseconds. Default 1000. */
  readonly hookRetryMs?: number;
  readonly now?: () => Date;
  /** Left out: none. */
  readonly faults?: Faults;
}

export interface GitLab {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Personal access tokens by user name; the same after a restart. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The id of a project, for example of `acme/platform`. */
  projectId(path: string): number | null;
  seedProject(seed: ProjectSeed): Promise<Seeded>;
  /** Adds the webhook, or brings the one with the same URL up to date. */
  addHook(projectPath: string, hook: HookSeed): Hook;
  stop(): Promise<void>;
}

export async function startGitLab(options: GitLabOptions): Promise<GitLab> {
  await mkdir(options.dir, { recursive: true });
  const store = openStore(options.dir, 'GitLab');
  const parts = assemble(options, store);
  const app = createServer(parts);
  const port = await listen(app, store, options.port ?? null);
  seedUsers(parts.world, options.users, () => `glpat-${randomBytes(15).toString('base64url')}`);
  parts.at.url = `http://127.0.0.1:${port}`;
  for (const project of store.projects()) await catchUp(parts.world, project);
  for (const seed of options.projects ?? []) await seedProject(parts.world, seed);
  const { world, deliveries } = parts;
  deliveries.resume();
  return {
    url: parts.at.url,
    port,
    tokens: Object.fromEntries(store.root.users.map(({ username, token }) => [username, token])),
    projectId: (path) => store.projectByPath(path)?.id ?? null,
    seedProject: (seed) => seedProject(world, seed),
    addHook: (path, hook) => addHook(world, path, hook),
    async stop() {
      await app.close();
      await world.settled();
      await deliveries.stop();
    },
  };
}

interface Assembled {
  readonly world: World;
  readonly deliveries: Deliveries<Hook>;
  readonly live: Live;
  readonly faults: Faults;
  readonly at: { url: string };
}

function assemble(options: GitLabOptions, store: Store): Assembled {
  const at = { url: '' };
  const faults = options.faults ?? createFaults();
  const live = createLive();
  const deliveries = createDeliveries({
    dir: options.dir,
    log: options.log,
    manner: gitlabManner({ instance: () => at.url, retryMs: options.hookRetryMs ?? 1000 }),
    receivers: () => store.projects().flatMap(({ hooks }) => hooks),
    nextId: () => store.nextId(),
    faults,
  });
  const world = createWorld({
    store,
    log: options.log,
    rules: gitlabRules,
    live,
    url: () => at.url,
    now: options.now ?? (() => new Date()),
    async tell(project, event) {
      const said = await rendered(world, project, event);
      if (said === null) return;
      for (const hook of project.hooks.filter(({ events }) => events.includes(said.event))) {
        deliveries.enqueue(hook, said.event, said.payload);
      }
    },
  });
  return { world, deliveries, live, faults, at };
}
