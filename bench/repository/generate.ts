// A GitOps repository of any size, made through `git fast-import`: real, packed, and the same every time.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitEnvironment } from '../process/git.ts';
import { deploymentFile, environmentFile, inventoryFile } from './documents.ts';
import { type EnvironmentName, ENVIRONMENTS, workloadNames } from './names.ts';

export interface GeneratedRepository {
  readonly workloads: number;
  /** Bare; what the forge would have. */
  readonly bare: string;
  /** A person's work tree with the default branch checked out. */
  readonly clone: string;
  /** Work trees whose HEAD changes one target, and every target. Nothing is checked out: a plan reads objects. */
  readonly one: string;
  readonly all: string;
  /** The commits that each change one service's version in staging: one after the other to be planned. */
  readonly changes: readonly PreparedChange[];
}

export interface PreparedChange {
  readonly commit: string;
  /** Which workload, by its place in the repository. */
  readonly index: number;
  readonly target: `${string}/${string}`;
}

const MAIN = 'refs/heads/main';
const ONE = 'refs/heads/change-one';
const ALL = 'refs/heads/change-all';
/** To be merged one after the other: a new version of the first workload in dev, then of all. */
export const DEV_ONE = 'refs/prepared/dev-one';
export const DEV_ALL = 'refs/prepared/dev-all';

/** `changes` commits are prepared, each on the default branch alone and of another workload while there are any. */
export async function generateRepository(wish: {
  readonly dir: string;
  readonly workloads: number;
  readonly changes: number;
}): Promise<GeneratedRepository> {
  const { dir, workloads } = wish;
  const bare = join(dir, 'origin.git');
  const clone = join(dir, 'clone');
  await mkdir(dir, { recursive: true });
  await git(dir, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  await importAll(bare, workloads, wish.changes);
  await git(bare, 'repack', '-a', '-d', '--quiet');
  await git(dir, 'clone', '--quiet', '--no-local', bare, clone);
  const one = await workTree(clone, join(dir, 'one'), ONE);
  const all = await workTree(clone, join(dir, 'all'), ALL);
  const changes = await preparedChanges(bare, workloads, wish.changes);
  return { workloads, bare, clone, one, all, changes };
}

async function workTree(clone: string, dir: string, ref: string): Promise<string> {
  const branch = ref.replace('refs/heads/', 'origin/');
  await git(clone, 'worktree', 'add', '--quiet', '--no-checkout', '--detach', dir, branch);
  return dir;
}

async function preparedChanges(
  bare: string,
  workloads: number,
  count: number,
): Promise<readonly PreparedChange[]> {
  const changes: PreparedChange[] = [];
  for (let at = 0; at < count; at += 1) {
    const commit = await git(bare, 'rev-parse', `refs/prepared/${at}`);
    const index = at % workloads;
    changes.push({ commit, index, target: `staging/${workloadNames(index).name}` });
  }
  return changes;
}

/** Written piece by piece: a repository of 9,000 targets is some 20 MB of text. */
async function importAll(bare: string, workloads: number, changes: number): Promise<void> {
  const child = spawn('git', ['-C', bare, 'fast-import', '--quiet', '--done'], {
    env: gitEnvironment(),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(child, 'close');
  for (const piece of stream(workloads, changes)) {
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with code ${code}`);
}

function* stream(workloads: number, changes: number): Generator<string> {
  yield commitOn(MAIN, null, 'Everything that runs');
  for (const environment of ENVIRONMENTS) {
    yield file(`environments/${environment}/environment.yml`, environmentFile(environment));
  }
  for (let index = 0; index < workloads; index += 1) {
    const { name } = workloadNames(index);
    yield file(`inventory/${name}.yml`, inventoryFile(index));
    for (const environment of ENVIRONMENTS) {
      yield file(`environments/${environment}/${name}.yml`, deploymentFile(index, environment, 0));
    }
  }
  const each = [...Array(workloads).keys()];
  yield* changeOf({ ref: ONE, indexes: [Math.floor(workloads / 2)], step: 1 });
  yield* changeOf({ ref: ALL, indexes: each, step: 1, environments: ENVIRONMENTS });
  yield* changeOf({ ref: DEV_ONE, indexes: [0], step: 1, environments: ['dev'] });
  yield* changeOf({ ref: DEV_ALL, from: DEV_ONE, indexes: each, step: 2, environments: ['dev'] });
  for (let at = 0; at < changes; at += 1) {
    const step = 1 + Math.floor(at / workloads);
    yield* changeOf({ ref: `refs/prepared/${at}`, indexes: [at % workloads], step });
  }
  yield 'done\n';
}

interface ChangeWish {
  readonly ref: string;
  /** Left out: the default branch. */
  readonly from?: string;
  readonly indexes: readonly number[];
  readonly step: number;
  /** Left out: staging. */
  readonly environments?: readonly EnvironmentName[];
}

function* changeOf(wish: ChangeWish): Generator<string> {
  yield commitOn(wish.ref, wish.from ?? MAIN, 'Ship new versions');
  for (const index of wish.indexes) {
    const { name } = workloadNames(index);
    for (const environment of wish.environments ?? ['staging']) {
      const text = deploymentFile(index, environment, wish.step);
      yield file(`environments/${environment}/${name}.yml`, text);
    }
  }
}

function commitOn(ref: string, from: string | null, message: string): string {
  const who = 'Alice <alice@acme.example> 1764028800 +0000';
  const parent = from === null ? '' : `from ${from}\n`;
  return `commit ${ref}\ncommitter ${who}\n${data(message)}${parent}`;
}

function file(path: string, text: string): string {
  return `M 100644 inline ${path}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
