// Settings become connections: the place where adapters are chosen (the forge: `connect-forge.ts`).

import { join } from 'node:path';
import { createCloudRun } from '../adapters/cloud-run/cloud-run.ts';
import { createGitRepository } from '../adapters/git/repository.ts';
import { createRegistryClient, type RegistryClient } from '../adapters/registry/client.ts';
import { type Endpoint, endpointsByPrefix } from '../adapters/registry/endpoint.ts';
import { createImageProvider } from '../adapters/registry/image-provider.ts';
import { createRegistry } from '../adapters/registry/registry.ts';
import { createDesired } from '../passes/desired.ts';
import type { Outside } from '../passes/outside.ts';
import type { Budget } from '../ports/budget.ts';
import type { Calls } from '../ports/calls.ts';
import type { Identity } from '../ports/identity.ts';
import type { Log } from '../ports/log.ts';
import type { Provider } from '../ports/provider.ts';
import type { ProgramName } from '../resources/program.ts';
import { systemClock } from './clock.ts';
import { noVault } from './no-vault.ts';
import { connectForge } from './connect-forge.ts';
import { cloudRunConnection, type Identities } from './connect-google.ts';
import type { LoadedSettings } from './settings.ts';

/** What all programs in one process share. */
export type World = Omit<Outside, 'program' | 'providers' | 'queue' | 'ledger'>;

export interface Connected {
  readonly world: World;
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
  const { forge, projects, requests, credentials } = connectForge(loaded, own);
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
    registry: createRegistry(imagesOf(loaded, own)),
    vault: noVault,
    clock: systemClock,
    log,
    settings: {
      defaultBranch: at.defaultBranch ?? 'main',
      email,
    },
  };
  return { world, close: () => git.close() };
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

/** What makes and looks at the kinds of resources that a program has. */
export async function providersOf(
  program: ProgramName,
  loaded: LoadedSettings,
  own: Telling & { readonly budget: Budget },
): Promise<readonly Provider[]> {
  switch (program) {
    case 'reconciler':
      return [
        createImageProvider({ client: imagesOf(loaded, own) }),
        await cloudRunOf(loaded, { ...own, identity: own.identities(program) }),
      ];
    case 'provisioner':
      return [];
  }
}

/** Where what happens is told. */
export interface Telling {
  readonly log: Log;
  /** Told of every request that leaves. */
  readonly calls: Calls;
  /** As whom Google is asked. */
  readonly identities: Identities;
}

function imagesOf(loaded: LoadedSettings, { log, calls }: Telling): RegistryClient {
  return createRegistryClient({ resolve: endpointsByPrefix(registriesOf(loaded)), log, calls });
}

async function cloudRunOf(
  loaded: LoadedSettings,
  own: Telling & { readonly budget: Budget; readonly identity: Identity },
): Promise<Provider> {
  const { log, calls, budget, identity } = own;
  const writesPerMinute = loaded.settings.cloudRun?.writesPerMinute;
  return createCloudRun({
    ...(await cloudRunConnection(loaded, identity)),
    clock: systemClock,
    log,
    calls,
    budget,
    ...(writesPerMinute === undefined ? {} : { writesPerMinute }),
  });
}

function registriesOf(loaded: LoadedSettings): Record<string, Endpoint> {
  return Object.fromEntries(
    Object.entries(loaded.settings.registries ?? {}).map(([name, { url, username, password }]) => [
      name,
      {
        url,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password: () => loaded.secret(password) }),
      },
    ]),
  );
}
