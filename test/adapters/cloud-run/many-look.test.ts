import { afterEach, expect, test } from '@jest/globals';
import { createCloudRun } from '../../../src/adapters/cloud-run/cloud-run.ts';
import type { WireService } from '../../../src/adapters/cloud-run/translation/wire.ts';
import type { Log } from '../../../src/ports/log.ts';
import { notedCalls } from '../../support/calls.ts';
import {
  type Answer,
  type RunRequest,
  type RunServer,
  startRunServer,
} from '../../support/run-server.ts';
import { live, revision } from './live-service.ts';

const quiet: Log = { info() {}, warn() {}, error() {}, with: () => quiet };
const signal = new AbortController().signal;
const PARENT = 'projects/acme/locations/us-east1';
const servers: RunServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.stop();
});

/** A region with so many services, each with one revision that serves. `gate` opens before a listing is answered. */
async function region(size: number) {
  const names = Array.from({ length: size }, (_, index) => `w${index}`);
  const versions = new Map(names.map((name) => [name, 1]));
  const serviceOf = (name: string): WireService => {
    const fullName = `${PARENT}/services/${name}`;
    const latest = `${fullName}/revisions/checkout-one`;
    return live({
      name: fullName,
      uid: name,
      scaling: {
        minInstanceCount: versions.get(name) ?? 0,
        maxInstanceCount: 10,
        scalingMode: 'AUTOMATIC',
      },
      latestReadyRevision: latest,
      latestCreatedRevision: latest,
      labels: {
        'managed-by': 'runway',
        'runway-workload': name,
        'runway-environment': 'production',
      },
    });
  };
  const revisionOf = (name: string) =>
    revision('checkout-one', {
      name: `${PARENT}/services/${name}/revisions/checkout-one`,
      service: name,
    });
  const page = <T>(all: readonly T[], { pageSize, pageToken }: RunRequest) => {
    const start = Number(pageToken === '' ? 0 : pageToken);
    const end = start + pageSize;
    return { items: all.slice(start, end), nextPageToken: end < all.length ? String(end) : '' };
  };
  const short = (path: string): string => path.split('/')[5] ?? '';
  const answers: Record<string, Answer> = {
    GetService: ({ name }) => serviceOf(short(name)),
    ListServices: (request) => {
      const { items, nextPageToken } = page(names.map(serviceOf), request);
      return { services: items, nextPageToken };
    },
    GetRevision: ({ name }) => revisionOf(short(name)),
    ListRevisions: (request) => {
      const of = short(request.parent);
      const { items, nextPageToken } = page(of === '-' ? names : [of], request);
      return { revisions: items.map(revisionOf), nextPageToken };
    },
  };
  const server = await startRunServer(answers);
  servers.push(server);
  const runtime = createCloudRun({
    endpoint: server.endpoint,
    ca: server.ca,
    token: async () => 'a-token',
    clock: { now: () => new Date(), sleep: async () => undefined },
    log: quiet,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  });
  const look = (workload: string | null) =>
    runtime.observe(
      {
        environment: 'production',
        runtime: { kind: 'cloud-run', project: 'acme', regions: ['us-east1'] },
        images: 'x',
        identity: null,
        vault: null,
        workload,
      },
      [],
      signal,
    );
  const reads = (): number => [...server.counted.values()].reduce((sum, one) => sum + one, 0);
  return { names, look, reads, server, changes: (name: string) => void versions.set(name, 2) };
}

test('a single target is looked at directly', async () => {
  const { look, server } = await region(30);
  expect(await look('w3')).toHaveLength(3);
  expect(Object.fromEntries(server.counted)).toEqual({ GetService: 1, ListRevisions: 1 });
});

test('a hundred targets that are looked at again and again share their reads', async () => {
  const { names, look, reads, server } = await region(100);
  for (let round = 0; round < 5; round += 1) {
    const seen = await Promise.all(names.map(look));
    expect(new Set(seen.map(([first]) => first?.target)).size).toBe(100);
  }
  // One look at each would be a thousand; what they are the first time is asked for once.
  expect(reads()).toBeLessThan(160);
  expect(server.counted.get('ListServices')).toBeLessThanOrEqual(10);
});

test('what changed before somebody asks is seen by them, however many listings are under way', async () => {
  const { names, look, changes } = await region(100);
  await Promise.all(names.map(look));
  const early = names.map(look);
  changes('w7');
  const seen = await look('w7');
  await Promise.all(early);
  const [service] = seen.filter((one) => one.kind === 'Service');
  expect(service?.spec.scaling.minInstances).toBe(2);
});

test('the first look at a large environment does not ask for every revision by itself', async () => {
  const { look, reads } = await region(200);
  expect(await look(null)).toHaveLength(600);
  expect(reads()).toBeLessThanOrEqual(3);
  await look(null);
  expect(reads()).toBeLessThanOrEqual(3);
});
