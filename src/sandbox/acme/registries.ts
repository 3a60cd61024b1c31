// Acme's registries: one where service projects push, and one for each environment.

import type { Log } from '../../ports/log.ts';
import { createJudge } from '../artifact-registry/judge.ts';
import type { Faults } from '../faults/faults.ts';
import type { FindImageStore } from '../images.ts';
import { startRegistry, type RunningRegistry } from '../registry/start-registry.ts';
import type { AcmeForge } from './forge.ts';
import type { AcmeGoogle } from './google.ts';
import { keptPort, registryFolder } from './kept.ts';
import { environments, IMAGES_LOCATION, projectOf } from './names.ts';
import { publicImages } from './public-images.ts';

export interface AcmeRegistries {
  readonly source: RunningRegistry;
  readonly byEnvironment: ReadonlyMap<string, RunningRegistry>;
  /** For the sandbox's Cloud Run: it pulls from Google's registries only, as the real one does. */
  readonly findImage: FindImageStore;
  stop(): Promise<void>;
}

export const SOURCE_REGISTRY = 'registry.acme.dev';

export async function startRegistries(options: {
  readonly dir: string;
  readonly log: Log;
  /** People sign in with the token that they have there. */
  readonly forge: AcmeForge;
  /** Who else there is, and which repositories. */
  readonly google: Pick<AcmeGoogle, 'artifactRegistry' | 'cloud'>;
  readonly faults: Faults;
}): Promise<AcmeRegistries> {
  const { dir, faults, forge, google, log } = options;
  const password = (name: string): string => forge.tokens[name] ?? '';
  const bot = { name: 'runway', password: forge.registryPassword.value };
  const source = await startRegistry({
    dir: registryFolder(dir, 'source'),
    port: await keptPort(dir, 'registry-source'),
    log: log.with({ registry: 'source' }),
    service: 'container_registry',
    style: 'gitlab',
    redirectBlobs: true,
    faults: { faults, service: 'registry-source' },
    users: [
      { name: 'alice', password: password('alice'), access: 'write' },
      { name: 'bob', password: password('bob'), access: 'write' },
      { name: 'olga', password: password('olga'), access: 'admin' },
      { name: 'mallory', password: password('mallory'), access: 'read' },
      { ...bot, access: 'read' },
    ],
  });
  const byEnvironment = new Map<string, RunningRegistry>();
  for (const environment of environments) {
    const registry = await startRegistry({
      dir: registryFolder(dir, environment),
      port: await keptPort(dir, `registry-${environment}`),
      log: log.with({ registry: environment }),
      service: 'us-docker.pkg.dev',
      style: 'plain',
      faults: { faults, service: `registry-${environment}` },
      judge: createJudge({
        cloud: google.cloud,
        repositories: google.artifactRegistry,
        project: projectOf(environment),
        location: IMAGES_LOCATION,
      }),
      users: [{ name: 'olga', password: password('olga'), access: 'admin' }],
    });
    byEnvironment.set(environment, registry);
  }
  const open = await publicImages(registryFolder(dir, 'public'));
  const own = findAmong(byEnvironment);
  return {
    source,
    byEnvironment,
    findImage: (image) => own(image) ?? open(image),
    async stop() {
      await Promise.all([source, ...byEnvironment.values()].map((registry) => registry.stop()));
    },
  };
}

function findAmong(registries: ReadonlyMap<string, RunningRegistry>): FindImageStore {
  return (image) => {
    const [host = '', ...path] = image.split('/');
    const repository = path.join('/').split('@')[0] ?? '';
    for (const [environment, { store }] of registries) {
      if (host === 'us-docker.pkg.dev' && path[0] === projectOf(environment)) {
        return { store, repository };
      }
    }
    return null;
  };
}
