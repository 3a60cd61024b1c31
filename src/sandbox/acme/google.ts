// Google for Acme: all of its APIs but Cloud Run, on one cloud.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { contentIn } from '../artifact-registry/content-in.ts';
import type { Content } from '../artifact-registry/content.ts';
import { type ArtifactRegistry, startArtifactRegistry } from '../artifact-registry/start.ts';
import type { Faults } from '../faults/faults.ts';
import { type Cloud, openCloud } from '../google/cloud.ts';
import { type GoogleApis, startGoogleApis } from '../google/iam/start.ts';
import { type SecretManager, startSecretManager } from '../secret-manager/start.ts';
import type { Authority } from '../tls/authority.ts';
import { customRoles, projects, seedRights } from './google-rights.ts';
import { registryFolder } from './kept.ts';
import { environments, IMAGES_LOCATION, projectOf } from './names.ts';
import { keepTokenFiles, type TokenFiles } from './token-files.ts';

export interface AcmeGoogle {
  readonly cloud: Cloud;
  readonly apis: GoogleApis;
  readonly secretManager: SecretManager;
  readonly artifactRegistry: ArtifactRegistry;
  readonly tokenFiles: TokenFiles['files'];
  stop(): Promise<void>;
}

export async function startAcmeGoogle(options: {
  readonly dir: string;
  readonly log: Log;
  readonly authority: Authority;
  readonly faults: Faults;
  /** Until a new account or grant is felt. */
  readonly grantDelayMs: number;
}): Promise<AcmeGoogle> {
  const { authority: tls, dir, faults, grantDelayMs, log } = options;
  const cloud = openCloud({ dir: join(dir, 'google'), projects, customRoles });
  const own = (part: string) => ({
    cloud,
    tls,
    faults,
    dir: join(dir, part),
    log: log.with({ part }),
  });
  const apis = await startGoogleApis(own('google'));
  const secretManager = await startSecretManager(own('secret-manager'));
  const artifactRegistry = await startArtifactRegistry({
    ...own('artifact-registry'),
    content: (project, location) => imagesIn(dir, project, location),
  });
  seedRights(cloud, apis);
  cloud.setGrantDelay(grantDelayMs);
  const tokens = await keepTokenFiles(dir, apis);
  return {
    cloud,
    apis,
    secretManager,
    artifactRegistry,
    tokenFiles: tokens.files,
    async stop() {
      tokens.stop();
      await secretManager.stop();
      await artifactRegistry.stop();
      await apis.stop();
    },
  };
}

/** Each environment has a registry of its own, where the real one has one for all. */
function imagesIn(dir: string, project: string, location: string): Content | null {
  const environment = environments.find((name) => projectOf(name) === project);
  if (environment === undefined || location !== IMAGES_LOCATION) return null;
  return contentIn(registryFolder(dir, environment));
}
