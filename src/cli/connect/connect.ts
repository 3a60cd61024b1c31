// Settings become connections: the place where adapters are chosen (the forge: `forge.ts`).

import { join } from 'node:path';
import { createGitRepository } from '../../adapters/git/repository.ts';
import { createRegistry } from '../../adapters/registry/registry.ts';
import { createDesired } from '../../passes/desired.ts';
import type { Outside } from '../../passes/outside.ts';
import type { Calls } from '../../ports/calls.ts';
import type { ExamineForge } from '../../ports/finding.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Log } from '../../ports/log.ts';
import { systemClock } from '../clock.ts';
import { connectForge } from './forge.ts';
import type { Identities } from './google.ts';
import { imagesOf } from './registries.ts';
import { vaultOf } from './vault.ts';
import type { LoadedSettings } from '../settings.ts';

/** What all programs in one process share. */
export type World = Omit<Outside, 'program' | 'providers' | 'queue' | 'ledger'>;

export interface Connected {
  readonly world: World;
  /** For `runway doctor`: the forge's own links, and whether a branch could be pushed. */
  readonly examine: ExamineForge;
  readonly tryPush: (commit: Sha) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `mirror` is the folder of the Git mirror; no other process may use it at the same time. */
export async function connect(
  loaded: LoadedSettings,
  own: Telling & { readonly mirror: string },
): Promise<Connected> {
  const { forge: at } = loaded.settings;
  const { log, calls } = own;
  const email = loaded.settings.bot?.email ?? DEFAULT_EMAIL;
  const { forge, projects, requests, credentials, examine } = connectForge(loaded, own);
  const url = at.url.replace(/\/+$/, '');
  const git = await createGitRepository({
    dir: own.mirror,
    url: `${url}/${at.project}.git`,
    requests,
    credentials,
    committer: { name: loaded.settings.bot?.name ?? 'Runway', email },
    log,
    calls,
  });
  const world: World = {
    forge,
    projects,
    repository: git.repository,
    branches: git.branches,
    desired: createDesired(git.repository),
    registry: createRegistry(imagesOf(loaded, { ...own, identity: own.identities('reconciler') })),
    vault: await vaultOf('reconciler', loaded, own),
    clock: systemClock,
    log,
    settings: {
      defaultBranch: at.defaultBranch ?? 'main',
      email,
    },
  };
  return { world, examine, tryPush: git.tryPush, close: () => git.close() };
}

const DEFAULT_EMAIL = 'runway@localhost';

/** Where the long-running bot keeps its mirror and its store. */
export function dataFolder(
  loaded: LoadedSettings,
  part: 'git' | 'git-provisioner' | 'store',
): string {
  return join(loaded.resolve(loaded.settings.data ?? 'data'), part);
}

/** The address of the database server, or null for the store inside the bot. The settings come before DATABASE_URL. */
export async function storeUrl(loaded: LoadedSettings): Promise<string | null> {
  const { store } = loaded.settings;
  if (store !== undefined) return loaded.secret(store.url);
  return process.env['DATABASE_URL'] || null;
}

/** Where what happens is told. */
export interface Telling {
  readonly log: Log;
  /** Told of every request that leaves. */
  readonly calls: Calls;
  /** As whom Google is asked. */
  readonly identities: Identities;
}
