// Secret Manager on loopback: its API over gRPC and HTTP, with every caller's rights checked.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { createStamps } from '../google/serve/stamps.ts';
import type { Faults } from '../faults/faults.ts';
import type { Caller } from '../google/allow/members.ts';
import type { Cloud } from '../google/cloud.ts';
import type { Tls } from '../google/serve/front.ts';
import { policyMethods } from '../google/serve/policies.ts';
import { readProtocol } from '../google/serve/protocol.ts';
import { createQuota, limitsWith } from '../google/serve/quota.ts';
import { openShelf } from '../google/serve/shelf.ts';
import { startApi } from '../google/serve/start-api.ts';
import type { Api, Sort } from './api.ts';
import { LIMITS, requirePermission, SERVICE } from './api.ts';
import { noSecret, parseSecret } from './names.ts';
import { secretMethods } from './secrets.ts';
import type { SecretState } from './state.ts';
import { access, versionMethods } from './versions.ts';

const NAME = 'google.cloud.secretmanager.v1.SecretManagerService';

export interface SecretManagerOptions {
  readonly cloud: Cloud;
  readonly tls: Tls;
  /** Holds secrets and what is in them, in files that only this user may read. */
  readonly dir: string;
  readonly log: Log;
  /** Left out: none. */
  readonly faults?: Faults;
  /** Requests of a project in a minute; left out: the real ones. */
  readonly perMinute?: Partial<Readonly<Record<Sort, number>>>;
}

export interface SecretManager {
  /** `localhost:PORT`, TLS: gRPC, and JSON over HTTP. */
  readonly endpoint: string;
  /**
   * What a version holds, for somebody who does not come over the wire: Cloud Run on behalf of a revision's account.
   * Takes `projects/P/secrets/S/versions/V`; throws a CloudRefusal in the API's words.
   */
  value(name: string, caller: Pick<Caller, 'member' | 'sets'>): Buffer;
  stop(): Promise<void>;
}

export async function startSecretManager(options: SecretManagerOptions): Promise<SecretManager> {
  const { dir, faults, log, tls } = options;
  const api = createApi(options);
  const running = await startApi({
    dir,
    tls,
    log,
    faults,
    part: 'secret-manager',
    about: 'the Secret Manager API',
    service: SERVICE,
    where: ['project', 'path'],
    resource: { message: 'secret', collection: 'secrets' },
    protocol: readProtocol('@google-cloud/secret-manager/build/protos/protos.json'),
    methods: {
      [NAME]: { ...secretMethods(api), ...versionMethods(api), ...policies(api) },
    },
  });
  return {
    ...running,
    value: (name, caller) => Buffer.from(access(api, name, caller).payload?.data ?? ''),
  };
}

function createApi({ cloud, dir, log, perMinute }: SecretManagerOptions): Api {
  return {
    cloud,
    log,
    store: openShelf<SecretState>(join(dir, 'secrets'), ({ name }) => name),
    quota: createQuota(SERVICE, () => cloud.now()),
    limits: limitsWith(LIMITS, perMinute),
    stamps: createStamps(() => cloud.now().getTime()),
  };
}

function policies(api: Api): ReturnType<typeof policyMethods> {
  return policyMethods(api, {
    permissions: 'secretmanager.secrets',
    enter(resource, write) {
      const { project } = parseSecret(resource, api.cloud.projects);
      if (project !== null) api.quota.take(api.limits[write ? 'write' : 'read'], project.number);
    },
    require: (caller, permission, resource) =>
      requirePermission(api, caller, { permission, resource }),
    missing(resource) {
      const { name } = parseSecret(resource, api.cloud.projects);
      return api.store.get(name) === null ? noSecret(name) : null;
    },
  });
}
