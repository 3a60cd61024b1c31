// Artifact Registry's API on loopback, over gRPC and HTTP, with every caller's rights checked.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { createStamps } from '../google/serve/stamps.ts';
import type { Faults } from '../faults/faults.ts';
import type { Cloud } from '../google/cloud.ts';
import type { Tls } from '../google/serve/front.ts';
import { policyMethods } from '../google/serve/policies.ts';
import { readProtocol } from '../google/serve/protocol.ts';
import { createQuota, limitsWith } from '../google/serve/quota.ts';
import { openShelf } from '../google/serve/shelf.ts';
import { startApi } from '../google/serve/start-api.ts';
import { count, LIMITS, requirePermission, SERVICE, type Api, type Sort } from './api.ts';
import { clean, type Cleaned } from './clean.ts';
import type { FindContent } from './content.ts';
import { imageMethods } from './images.ts';
import { notFound, parseRepository } from './names.ts';
import { operationMethods } from './operations.ts';
import { repositoryMethods } from './repositories.ts';
import type { OperationState, Repository, RepositoryState } from './state.ts';
import { createWork } from './work.ts';

export interface ArtifactRegistryOptions {
  readonly cloud: Cloud;
  readonly tls: Tls;
  readonly dir: string;
  readonly log: Log;
  /** Left out: none. */
  readonly faults?: Faults;
  /** What lies in the repositories; left out: nothing. */
  readonly content?: FindContent;
  /** Milliseconds that an operation takes; left out: 150. */
  readonly operationMs?: number;
  /** Requests of a project in a minute; left out: the real ones. */
  readonly perMinute?: Partial<Readonly<Record<Sort, number>>>;
}

export interface ArtifactRegistry {
  /** `localhost:PORT`, TLS: gRPC, and JSON over HTTP. */
  readonly endpoint: string;
  /** By `projects/P/locations/L/repositories/R`, with the project's id or number; null when there is none. */
  repository(name: string): Repository | null;
  /**
   * Removes what the cleanup policies of all repositories say, as the vendor does every day; answers with that.
   * `aheadMs`: as if so much time had passed.
   */
  clean(aheadMs?: number): Promise<readonly Cleaned[]>;
  stop(): Promise<void>;
}

export async function startArtifactRegistry(
  options: ArtifactRegistryOptions,
): Promise<ArtifactRegistry> {
  const { cloud, dir, faults, log, tls } = options;
  const api = createApi(options);
  const running = await startApi({
    dir,
    tls,
    log,
    faults,
    part: 'artifact-registry',
    about: "Artifact Registry's API",
    service: SERVICE,
    where: ['project', 'path'],
    resource: { message: 'repository', collection: 'repositories' },
    protocol: api.protocol,
    methods: {
      'google.devtools.artifactregistry.v1.ArtifactRegistry': {
        ...repositoryMethods(api),
        ...imageMethods(api),
        ...policyMethodsOf(api),
      },
      'google.longrunning.Operations': operationMethods(api),
    },
    addresses: { GetOperation: '/v1/{name=projects/*/locations/*/operations/*}' },
  });
  for (const operation of api.operations.all()) if (!operation.done) api.work.begin(operation);
  return {
    endpoint: running.endpoint,
    repository: (name) =>
      api.repositories.get(parseRepository(name, cloud.projects).name)?.repository ?? null,
    clean: (aheadMs = 0) => clean(api, cloud.now().getTime() + aheadMs),
    async stop() {
      await running.stop();
      await api.work.close();
    },
  };
}

function createApi(options: ArtifactRegistryOptions): Api {
  const { cloud, content = () => null, dir, log, operationMs = 150, perMinute } = options;
  const repositories = openShelf<RepositoryState>(join(dir, 'repositories'), ({ name }) => name);
  const operations = openShelf<OperationState>(join(dir, 'operations'), ({ name }) => name);
  return {
    cloud,
    log,
    protocol: readProtocol('@google-cloud/artifact-registry/build/protos/protos.json'),
    repositories,
    operations,
    content,
    work: createWork({ cloud, log, repositories, operations, content, delayMs: operationMs }),
    quota: createQuota(SERVICE, () => cloud.now()),
    limits: limitsWith(LIMITS, perMinute),
    stamps: createStamps(() => cloud.now().getTime()),
  };
}

function policyMethodsOf(api: Api): ReturnType<typeof policyMethods> {
  return policyMethods(api, {
    permissions: 'artifactregistry.repositories',
    enter: (resource, write) =>
      count(api, parseRepository(resource, api.cloud.projects), write ? 'write' : 'read'),
    require: (caller, permission, resource) =>
      requirePermission(api, caller, { permission, resource }),
    missing(resource) {
      const { name } = parseRepository(resource, api.cloud.projects);
      return api.repositories.get(name) === null ? notFound() : null;
    },
  });
}
