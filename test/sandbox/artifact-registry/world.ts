// Artifact Registry with the vendor's own client pointed at it, and the registry that holds its images.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ArtifactRegistryClient } from '@google-cloud/artifact-registry';
import { createJudge } from '../../../src/sandbox/artifact-registry/judge.ts';
import {
  startArtifactRegistry,
  type ArtifactRegistry,
  type ArtifactRegistryOptions,
} from '../../../src/sandbox/artifact-registry/start.ts';
import type { Repository } from '../../../src/sandbox/artifact-registry/state.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import { contentIn } from '../../../src/sandbox/artifact-registry/content-in.ts';
import {
  startRegistry,
  type RunningRegistry,
} from '../../../src/sandbox/registry/start-registry.ts';
import {
  account,
  grant,
  type Ground,
  newGround,
  optionsFor,
  PROJECT,
  quiet,
} from '../google/callers.ts';

export const PARENT = `projects/${PROJECT.id}/locations/us`;

export interface World {
  readonly ground: Ground;
  readonly api: ArtifactRegistry;
  readonly images: RunningRegistry;
  readonly faults: Faults;
  readonly password: string;
  /** May do everything with repositories. */
  readonly admin: ArtifactRegistryClient;
  readonly adminEmail: string;
  as(email: string | null): ArtifactRegistryClient;
  /** On the same folder, after a stop. */
  again(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: Partial<ArtifactRegistryOptions> = {}): Promise<World> {
  const ground = await newGround();
  const { cloud, dir, tls } = ground;
  const adminEmail = account(ground, 'admin-of-images');
  const project = `projects/${PROJECT.id}`;
  grant(ground, { role: 'roles/artifactregistry.admin', to: adminEmail, on: project });
  const faults = createFaults();
  const start = (): Promise<ArtifactRegistry> =>
    startArtifactRegistry({
      cloud,
      tls,
      dir: join(dir, 'artifact-registry'),
      log: quiet,
      faults,
      operationMs: 10,
      content: (id, location) =>
        id === PROJECT.id && location === 'us' ? contentIn(join(dir, 'images')) : null,
      ...options,
    });
  const state = { api: await start() };
  const password = randomBytes(12).toString('hex');
  const images = await startRegistry({
    dir: join(dir, 'images'),
    log: quiet,
    service: 'us-docker.pkg.dev',
    style: 'plain',
    users: [{ name: 'olga', password, access: 'admin' }],
    judge: createJudge({
      cloud,
      repositories: { repository: (name) => state.api.repository(name) },
      project: PROJECT.id,
      location: 'us',
    }),
  });
  const clients: ArtifactRegistryClient[] = [];
  const as = (email: string | null): ArtifactRegistryClient => {
    const client = new ArtifactRegistryClient(optionsFor(ground, state.api.endpoint, email));
    clients.push(client);
    return client;
  };
  return {
    ground,
    get api() {
      return state.api;
    },
    images,
    faults,
    password,
    admin: as(adminEmail),
    adminEmail,
    as,
    async again() {
      await state.api.stop();
      state.api = await start();
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await state.api.stop();
      await images.stop();
    },
  };
}

/** Waits until it is there; answers with its name. */
export async function repositoryOf(
  { admin }: World,
  repositoryId: string,
  more: Repository = {},
): Promise<string> {
  const [operation] = await admin.createRepository({
    parent: PARENT,
    repositoryId,
    repository: { format: 'DOCKER', ...more },
  });
  const [made] = await operation.promise();
  return made.name ?? '';
}
