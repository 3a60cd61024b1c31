// Starts the sandbox GitHub on a folder, and goes on where the last run ended.

import { mkdir } from 'node:fs/promises';
import type { Log } from '../../ports/log.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { createDeliveries } from '../forge/hooks/deliveries.ts';
import { listen } from '../forge/listen.ts';
import { catchUp } from '../forge/model/catch-up.ts';
import { createWorld } from '../forge/model/create-world.ts';
import { createLive } from '../forge/model/live.ts';
import {
  seedProject,
  seedUsers,
  type ProjectSeed,
  type Seeded,
  type UserSeed,
} from '../forge/model/seed.ts';
import { openStore } from '../forge/model/store.ts';
import type { World } from '../forge/model/world.ts';
import { bearerOf } from './app/bearer.ts';
import { type Installing, installing } from './app/installing.ts';
import { allows } from './app/permissions.ts';
import { appOf, botName, ensureApp, personalToken } from './app/registration.ts';
import { announce } from './hooks/announce.ts';
import { githubManner } from './hooks/manner.ts';
import { setHook, type HookSeed } from './hooks/set-hook.ts';
import { type Limits, usualLimits } from './limits/counts.ts';
import { githubRules } from './model/rules.ts';
import { createServer } from './server.ts';

export interface GitHubOptions {
  /** Holds everything; made when absent. A second process on it is refused with RUNWAY_STORE_LOCKED. */
  readonly dir: string;
  /** Default: the port of the last run if it is free, else any. */
  readonly port?: number;
  readonly log: Log;
  /** People; those that are not there yet are added. Bots are left out: the App has a user of its own. */
  readonly users: readonly UserSeed[];
  /** Those that are not there yet are made. */
  readonly projects?: readonly ProjectSeed[];
  readonly now?: () => Date;
  /** Left out: none. */
  readonly faults?: Faults;
  /** Left out: those of github.com by the hour, none by the minute. */
  readonly limits?: Partial<Limits>;
}

export interface GitHub {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Where the REST API is. */
  readonly api: string;
  /** Personal access tokens by user name; the same after a restart. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The App `runway`, installed on every project. The key is PEM. */
  readonly app: { readonly id: number; readonly slug: string; readonly privateKey: string };
  /** The id of a project, for example of `acme/platform`. */
  projectId(path: string): number | null;
  seedProject(seed: ProjectSeed): Promise<Seeded>;
  /** Where the App's webhooks go from now on; a receiver may move to another port. */
  setAppHook(hook: HookSeed): void;
  /** Whether the project is archived from now on. */
  setArchived(path: string, archived: boolean): void;
  /** What the account's owner does with the App. */
  readonly installation: Installing;
  stop(): Promise<void>;
}

export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  await mkdir(options.dir, { recursive: true });
  const store = openStore(options.dir, 'GitHub');
  const at = { url: '' };
  const live = createLive();
  const faults = options.faults ?? createFaults();
  const hook = () => store.root.app?.hook ?? null;
  const deliveries = createDeliveries({
    dir: options.dir,
    log: options.log,
    manner: githubManner({
      appId: () => appOf(world).id,
      host: () => new URL(at.url).host,
    }),
    receivers: () => [hook()].filter((receiver) => receiver !== null),
    nextId: () => store.nextId(),
    faults,
  });
  const wants = (event: string): boolean => appOf(world).events.includes(event);
  const world: World = createWorld({
    store,
    log: options.log,
    rules: githubRules(gitUser),
    live,
    url: () => at.url,
    now: options.now ?? (() => new Date()),
    tell: (project, event) => announce(world, { deliveries, hook, wants }, { project, event }),
  });
  const limits = { ...usualLimits, ...options.limits };
  const server = createServer({ world, deliveries, live, faults, limits });
  const port = await listen(server, store, options.port ?? null);
  at.url = `http://127.0.0.1:${port}`;
  const app = ensureApp(world);
  seedUsers(
    world,
    options.users.filter(({ bot }) => bot !== true),
    personalToken,
  );
  for (const project of store.projects()) await catchUp(world, project);
  const seed = (wanted: ProjectSeed): Promise<Seeded> => seedProject(world, withApp(wanted));
  for (const project of options.projects ?? []) await seed(project);
  deliveries.resume();
  const persons = store.root.users.filter(({ bot }) => !bot);
  return {
    url: at.url,
    port,
    api: `${at.url}/api/v3`,
    tokens: Object.fromEntries(persons.map(({ username, token }) => [username, token])),
    app: { id: app.id, slug: app.slug, privateKey: app.privateKey },
    projectId: (path) => store.projectByPath(path)?.id ?? null,
    seedProject: seed,
    setAppHook: (wanted) => setHook({ world, deliveries }, wanted),
    setArchived(path, archived) {
      const project = store.projectByPath(path);
      if (project === null) throw new Error(`there is no project ${path}`);
      project.archived = archived;
      store.save(project);
    },
    installation: installing(world),
    async stop() {
      await server.close();
      await world.settled();
      await deliveries.stop();
    },
  };
}

/** Who fetches and pushes with this token; an installation needs the right to contents. */
function gitUser(world: World, token: string) {
  const bearer = bearerOf(world, token);
  if (bearer === null || bearer.suspended) return null;
  const held = bearer.installation?.permissions;
  return held !== undefined && !allows(held, 'contents', 'read') ? null : bearer.user;
}

/** An App is no member: what it may do comes from its permissions, which let it push to branches that nobody protects. */
function withApp(seed: ProjectSeed): ProjectSeed {
  const { runway: _bot, ...members } = seed.members;
  return { ...seed, members: { ...members, [botName('runway')]: 'developer' } };
}
