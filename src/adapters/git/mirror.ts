// The bare mirror: made once, then kept up to date with the forge.

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import type { Log } from '../../ports/log.ts';
import { type Git, gitFailed } from './process.ts';
import type { Origin } from './origin.ts';

/** Where a forge keeps the heads of merge requests, which may come from forks: GitLab's place, or GitHub's. */
export type RequestRefs = 'refs/merge-requests/*/head' | 'refs/pull/*/head';

/** Looking something up means looking into every pack. */
const MOST_PACKS = 20;

export interface Mirror {
  /** Throws a Failure (RUNWAY_GIT_FAILED). */
  update(): Promise<void>;
}

export interface MirrorOptions {
  readonly dir: string;
  readonly git: Git;
  readonly origin: Origin;
  readonly requests: RequestRefs;
  readonly log: Log;
  readonly patience: Patience;
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds. */
export interface Patience {
  /** A fetch is killed after so long without a word; git reports its progress all the while. */
  readonly silentMs: number;
  /** A whole fetch, however much it reports. */
  readonly fetchMs: number;
  /** A push, and any other run of git. */
  readonly pushMs: number;
}

/** Makes the folder a bare repository when it is none yet; a half-made one is completed. */
export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const { dir, git } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await git.run({ args: ['init', '--bare', '--quiet', '--template=', '--initial-branch=main'] });
  await git.run({ args: ['prune', '--expire=2.weeks.ago'] });
  return {
    async update() {
      await fetchAll(options);
      await repackIfScattered(options);
    },
  };
}

/** The isolation is ours to set, which the library would rather not see changed. */
const UNSAFE = {
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeHooksPath: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeGpgProgram: true,
};

async function fetchAll(options: MirrorOptions): Promise<void> {
  const { dir, git, origin, requests, log, patience } = options;
  const started = performance.now();
  const whole = AbortSignal.timeout(patience.fetchMs);
  const signal = options.signal === undefined ? whole : AbortSignal.any([options.signal, whole]);
  const env = { ...git.env, ...(await origin.access()) };
  const client = simpleGit({
    baseDir: dir,
    timeout: { block: patience.silentMs },
    unsafe: UNSAFE,
    // The whole environment is ours: what the machine has set, such as GIT_SSL_CAINFO, is let through by name.
    allowEnvironment: Object.keys(env),
    abort: signal,
  }).env(env);
  const flags = [
    '--prune',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    '--progress',
  ];
  const refs = ['refs/heads/*', requests].map((each) => `+${each}:${each}`);
  try {
    await origin.told(() =>
      client.raw(['fetch', ...flags, '--end-of-options', origin.url, ...refs]),
    );
  } catch (error) {
    throw gitFailed('fetch', error instanceof Error ? error.message : String(error), 1);
  }
  log.info('mirror fetched', { ms: Math.round(performance.now() - started) });
}

/** Keeps what nothing refers to: a plan may still be about a commit that was pushed over. */
async function repackIfScattered({ dir, git, log }: MirrorOptions): Promise<void> {
  const packs = (await readdir(join(dir, 'objects', 'pack'))).filter((name) =>
    name.endsWith('.pack'),
  );
  if (packs.length <= MOST_PACKS) return;
  await git.run({ args: ['repack', '-a', '-d', '--keep-unreachable', '--quiet'] });
  log.info('mirror repacked', { packs: packs.length });
}
