// Cloud Run on loopback: the Admin API v2 over gRPC, and a front door to revisions that really run.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { FindImageStore } from '../images.ts';
import type { Cloud } from '../google/cloud.ts';
import { readProtocol } from '../google/serve/protocol.ts';
import { startApi } from '../google/serve/start-api.ts';
import { createSecrets, noSecret, type ReadSecret, type Secrets } from './containers/secrets.ts';
import { createAccess } from './api/access.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import type { Api } from './api/api.ts';
import type { Counts } from './front/counts.ts';
import { createCounts } from './front/counts.ts';
import type { FindProblem } from './containers/decide.ts';
import { createFleet } from './containers/fleet.ts';
import { pullProblem } from './containers/pulling.ts';
import { createFront } from './front/front.ts';
import type { Isolation } from './containers/isolation.ts';
import { detectIsolation } from './containers/isolation.ts';
import { REGIONS } from '../google/regions.ts';
import { parseRevision } from './names.ts';
import { operationsMethods } from './api/operation-methods.ts';
import { listenAgain } from '../listening.ts';
import type { Kitchen } from './containers/recipe.ts';
import { createKitchen } from './containers/recipe.ts';
import { createReconciler } from './service/reconcile.ts';
import { revisionsMethods } from './api/revisions.ts';
import { servicesMethods } from './api/services.ts';
import { createStamps } from '../google/serve/stamps.ts';
import { openStore } from './store.ts';

export interface CloudRunOptions {
  /** Holds state, unpacked images and logs; a later start in the same folder goes on from there. */
  readonly dir: string;
  readonly log: Log;
  /** PEM, as `createAuthority` makes them. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Knows the projects, who calls, and what they may do. */
  readonly cloud: Cloud;
  /** Left out: there is no secret. */
  readonly secrets?: ReadSecret;
  readonly findImage: FindImageStore;
  readonly regions?: readonly string[];
  /** Milliseconds. */
  readonly delays?: {
    readonly operationMs?: number;
    readonly trafficMs?: number;
    /** After which a revision without traffic and tag is stopped. */
    readonly idleMs?: number;
    /** That a revision has to end when it is asked to. */
    readonly graceMs?: number;
  };
  /** Splits traffic; in [0, 1). */
  readonly random?: () => number;
  /** Left out: bubblewrap where it works, else plain child processes. */
  readonly isolation?: Isolation;
  /** Left out: none. */
  readonly faults?: Faults;
}

export interface CloudRun {
  /** `localhost:PORT`, TLS. */
  readonly endpoint: string;
  /** `http://127.0.0.1:PORT`; services are told apart by Host. */
  readonly front: string;
  readonly isolation: Isolation;
  /** The last lines that a revision (full resource name) wrote. */
  logs(revision: string, lines: number): readonly string[];
  /** Requests through the front door by full revision name and status code. */
  counts: Counts['read'];
  /** Full names of the revisions that have a process. */
  running(): readonly string[];
  /** Ends all processes, then answers. */
  stop(): Promise<void>;
}

export async function startCloudRun(options: CloudRunOptions): Promise<CloudRun> {
  const { dir, log } = options;
  mkdirSync(dir, { recursive: true });
  const isolation = options.isolation ?? (await detectIsolation());
  if (isolation === 'plain') {
    log.warn('bubblewrap is not used: revisions run as plain child processes, without isolation');
  }
  const { cloud, findImage, secrets = noSecret } = options;
  const held = createSecrets({ projects: cloud.projects, read: secrets });
  const kitchen = createKitchen({ dir, findImage, isolation, secrets: held });
  const counts = createCounts();
  const api = createApi(options, kitchen, held);
  const random = options.random ?? Math.random;
  const faults = options.faults ?? createFaults();
  const front = createFront({ ...api, counts, random, faults });
  const running = await startApi({
    dir,
    tls: options.tls,
    log,
    faults,
    part: 'cloud-run',
    about: 'the Cloud Run Admin API',
    service: 'run.googleapis.com',
    where: ['project', 'region', 'path'],
    resource: { message: 'service', collection: 'services' },
    protocol: api.protocol,
    methods: {
      'google.cloud.run.v2.Services': servicesMethods(api),
      'google.cloud.run.v2.Revisions': revisionsMethods(api),
      'google.longrunning.Operations': operationsMethods(api),
    },
  });
  const port = await listenAgain(front, join(dir, 'front-port'));
  goOn(api);
  return {
    endpoint: running.endpoint,
    front: `http://127.0.0.1:${port}`,
    isolation,
    counts: () => counts.read(),
    running: () => api.fleet.running(),
    logs: (revision, lines) => tail(kitchen, revision, lines),
    async stop() {
      await running.stop();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      const reconciled = api.reconciler.close();
      await api.fleet.close();
      await reconciled;
    },
  };
}

function createApi(options: CloudRunOptions, kitchen: Kitchen, secrets: Secrets): Api {
  const { cloud, delays = {}, dir, log, regions = REGIONS } = options;
  const store = openStore(join(dir, 'state'));
  const stamps = createStamps(Date.now);
  const { graceMs = 2000, idleMs = 60_000, operationMs = 150, trafficMs = 150 } = delays;
  const problem: FindProblem = (key, revision) =>
    secrets.problem(key, revision) ?? pullProblem(cloud, key, revision);
  const fleet = createFleet({ store, kitchen, problem, stamps, log, idleMs, graceMs });
  const reconciler = createReconciler({
    store,
    fleet,
    stamps,
    log,
    delays: { operationMs, trafficMs },
  });
  const access = createAccess(cloud, regions);
  const protocol = readProtocol('@google-cloud/run/build/protos/protos.json');
  return { access, cloud, store, fleet, reconciler, stamps, protocol, log };
}

/** What a stopped or killed sandbox left behind: revisions with traffic run again, work is taken up again. */
function goOn({ fleet, reconciler, store }: Api): void {
  for (const state of store.services()) fleet.serve(state);
  for (const operation of store.operations()) if (!operation.done) reconciler.begin(operation);
}

function tail(kitchen: Kitchen, revision: string, lines: number): readonly string[] {
  const parsed = parseRevision(revision);
  try {
    const text = readFileSync(kitchen.logFile(parsed.key, parsed.revision), 'utf8');
    return text.replace(/\n$/, '').split('\n').slice(-lines);
  } catch {
    return [];
  }
}
