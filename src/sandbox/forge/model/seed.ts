// Makes projects with a history, once.

import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeHooks } from '../git/protect-hook.ts';
import { git } from '../git/run.ts';
import { readRefs } from '../git/refs.ts';
import { writeBlob, writeCommit, writeTree, type Edit } from '../git/trees.ts';
import type { Rules } from './rules.ts';
import { levels, type Role } from './access.ts';
import type { Project, User } from './state.ts';
import type { World } from './world.ts';

export interface CommitSeed {
  readonly message: string;
  /** A user name. */
  readonly author: string;
  /** Text by path; null takes the file away. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Every file below this folder of the machine, put below `into` (default: the root). */
  readonly fromFolder?: { readonly from: string; readonly into?: string };
  readonly tags?: readonly string[];
  /** Default: the default branch. A new branch starts at the default branch's tip. */
  readonly branch?: string;
  readonly at?: Date;
}

export interface ProjectSeed {
  /** `acme/checkout`. */
  readonly path: string;
  readonly id?: number;
  readonly description?: string;
  readonly members: Readonly<Record<string, Role>>;
  readonly mergeMethod?: 'merge' | 'ff';
  /** Whether merging goes through a queue; only GitHub has one. */
  readonly mergeQueue?: boolean;
  /** Names of the checks without which nothing is merged into the default branch. */
  readonly requiredChecks?: readonly string[];
  /** At least one. */
  readonly commits: readonly CommitSeed[];
}

export interface Seeded {
  /** False when the project was there already; it is then left alone. */
  readonly created: boolean;
  readonly id: number;
  /** Of the seed's commits, in order. */
  readonly shas: readonly string[];
}

/** Makes the project unless it exists. A kill half-way leaves nothing that the next call does not replace. */
export async function seedProject(world: World, seed: ProjectSeed): Promise<Seeded> {
  const { store } = world;
  const present = store.projectByPath(seed.path);
  if (present !== null) return { created: false, id: present.id, shas: present.seeded };
  if (!/^[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*$/i.test(seed.path)) {
    throw new Error(`a project's path is group/name, not ${seed.path}`);
  }
  const building = `${store.repository(seed)}.building`;
  await rm(building, { recursive: true, force: true });
  await rm(store.repository(seed), { recursive: true, force: true });
  await initialise(world.rules, building);
  const shas: string[] = [];
  for (const commit of seed.commits) shas.push(await write(world, building, commit));
  await rename(building, store.repository(seed));
  const project = remembered(world, seed, { shas, refs: await readRefs(store.repository(seed)) });
  store.save(project);
  return { created: true, id: project.id, shas };
}

/** Puts in place what every repository of ours needs; safe to repeat. */
export async function prepareRepository(rules: Rules, repository: string): Promise<void> {
  const settings = {
    'http.receivepack': 'true',
    'receive.autogc': 'false',
    'receive.hideRefs': rules.requests,
    'transfer.hideRefs': 'refs/keep-around',
    'uploadpack.allowFilter': 'true',
    'uploadpack.allowAnySHA1InWant': 'true',
    'core.logAllRefUpdates': 'false',
  };
  for (const [key, value] of Object.entries(settings))
    await git(repository, ['config', key, value]);
  await writeHooks(repository, rules.git);
}

export async function initialise(rules: Rules, repository: string): Promise<void> {
  await mkdir(dirname(repository), { recursive: true });
  await mkdir(repository);
  await git(repository, [
    'init',
    '--quiet',
    '--bare',
    '--template=',
    '--initial-branch=main',
    repository,
  ]);
  await prepareRepository(rules, repository);
}

async function write(world: World, repository: string, seed: CommitSeed): Promise<string> {
  const author = world.store.userNamed(seed.author);
  if (author === null) throw new Error(`the sandbox has no user ${seed.author}`);
  const refs = await readRefs(repository);
  const branch = `refs/heads/${seed.branch ?? 'main'}`;
  const parent = refs[branch] ?? refs['refs/heads/main'] ?? null;
  const texts = {
    ...(seed.fromFolder === undefined ? {} : await filesBelow(seed.fromFolder)),
    ...seed.files,
  };
  const edits: Edit[] = [];
  for (const [path, text] of Object.entries(texts)) {
    const blob =
      text === null ? null : { id: await writeBlob(repository, Buffer.from(text)), mode: '100644' };
    edits.push({ path, blob });
  }
  const sha = await writeCommit(repository, {
    tree: await writeTree(repository, parent, edits),
    parents: parent === null ? [] : [parent],
    message: seed.message,
    author,
    at: seed.at ?? world.now(),
  });
  await git(repository, ['update-ref', branch, sha]);
  for (const tag of seed.tags ?? []) await git(repository, ['update-ref', `refs/tags/${tag}`, sha]);
  return sha;
}

async function filesBelow({
  from,
  into,
}: {
  from: string;
  into?: string;
}): Promise<Record<string, string | Buffer>> {
  const entries = await readdir(from, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async (entry): Promise<[string, Buffer]> => {
    const file = join(entry.parentPath, entry.name);
    const below = file.slice(from.length).replace(/^\/+/, '');
    return [into === undefined ? below : `${into}/${below}`, await readFile(file)];
  });
  return Object.fromEntries(await Promise.all(read));
}

function remembered(
  world: World,
  seed: ProjectSeed,
  { shas, refs }: { shas: string[]; refs: Record<string, string> },
): Project {
  return {
    ...emptyProject(world, seed),
    seeded: shas,
    members: Object.fromEntries(
      Object.entries(seed.members).map(([name, role]) => [name, levels[role]]),
    ),
    mergeMethod: seed.mergeMethod ?? 'merge',
    mergeQueue: seed.mergeQueue ?? false,
    protectedBranches: [
      {
        id: world.store.nextId(),
        name: 'main',
        push: levels.maintainer,
        merge: levels.developer,
        ...(seed.requiredChecks === undefined ? {} : { checks: seed.requiredChecks }),
      },
    ],
    refs,
  };
}

/** A project in which nothing has happened yet. The caller saves. */
export function emptyProject(
  world: World,
  { id, path, description }: Pick<ProjectSeed, 'id' | 'path' | 'description'>,
): Project {
  const now = world.now().toISOString();
  return {
    id: id ?? world.store.nextId(),
    path,
    createdAt: now,
    seeded: [],
    forkOf: null,
    description: description ?? '',
    defaultBranch: 'main',
    members: {},
    mergeMethod: 'merge',
    lastActivityAt: now,
    protectedBranches: [],
    refs: {},
    mergeRequests: [],
    statuses: [],
    hooks: [],
    environments: [],
    deployments: [],
    deploymentStatuses: [],
    checkSuites: [],
    checkRuns: [],
    mergeQueue: false,
    archived: false,
    queueMethod: 'merge',
    rulesets: [],
    queue: [],
  };
}

export interface UserSeed {
  readonly username: string;
  readonly name: string;
  readonly bot?: boolean;
}

/** Adds the users that are not there yet. Tokens are made once and kept. */
export function seedUsers(world: World, users: readonly UserSeed[], token: () => string): void {
  const { store } = world;
  const added = users.filter(({ username }) => store.userNamed(username) === null);
  if (added.length === 0) return;
  const made = added.map(({ username, name, bot }): User => ({
    id: store.nextId(),
    username,
    name,
    email: `${username}@acme.dev`,
    token: token(),
    bot: bot ?? false,
  }));
  store.root.users.push(...made);
  store.saveRoot();
}
