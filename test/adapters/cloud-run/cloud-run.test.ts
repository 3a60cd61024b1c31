// The real client, over TLS, against Cloud Run on loopback.

import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { createCloudRun } from '../../../src/adapters/cloud-run/cloud-run.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { placeholderService } from '../../../src/adapters/cloud-run/parking.ts';
import { ownLabels } from '../../../src/resources/own-labels.ts';
import type { HandEdit } from '../../contracts/runtime.ts';
import { runtimeContract } from '../../contracts/runtime.ts';
import { exitsAtStart, webServer } from '../../sandbox/cloud-run/images.ts';
import type { Service, World } from '../../sandbox/cloud-run/world.ts';
import {
  create,
  PARENT,
  read,
  service,
  silent,
  startWorld,
  update,
} from '../../sandbox/cloud-run/world.ts';
import { join } from 'node:path';
import { notedCalls } from '../../support/calls.ts';

const clock: Clock = {
  now: () => new Date(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

const edits: Readonly<Record<HandEdit, (live: Service) => Service>> = {
  'the least number of instances': ({ scaling }) => ({
    scaling: { ...scaling, minInstanceCount: 3 },
  }),
  'the greatest number of instances': ({ scaling }) => ({
    scaling: { ...scaling, maxInstanceCount: 3 },
  }),
  'a label more': ({ labels }) => ({ labels: { ...labels, cost: 'high' } }),
  'a label less': ({ labels }) => ({
    labels: Object.fromEntries(
      Object.entries(labels ?? {}).filter(([name]) => name !== 'department'),
    ),
  }),
  'a setting that Runway never sets': () => ({ description: 'mine' }),
  'an annotation': ({ annotations }) => ({ annotations: { ...annotations, 'example.com/a': 'b' } }),
  'who may come in': () => ({ ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY' }),
  'who may call': () => ({ invokerIamDisabled: false }),
  'a variable, in a revision that then serves': (live) => ({
    ...withVariable(live),
    traffic: [{ type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 100 }],
  }),
  'half of the traffic': (live) => ({
    ...withVariable(live),
    traffic: [
      { type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 50 },
      { ...live.traffic?.[0], percent: 50 },
    ],
  }),
};

function withVariable({ template }: Service): Service {
  const [container, ...more] = template?.containers ?? [];
  const env = [...(container?.env ?? []), { name: 'EXTRA', value: '1' }];
  return {
    template: { ...template, revision: '', containers: [{ ...container, env }, ...more] },
  };
}

async function change(world: World, workload: string, part: Service): Promise<void> {
  const paths = Object.keys(part).map((key) =>
    key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  await update(world, { ...part, name: `${PARENT}/services/${workload}` }, paths);
}

runtimeContract('Cloud Run', async () => {
  const world = await startWorld({ regions: ['us-east1', 'europe-west1'] });
  const { ca } = await createAuthority(join(world.dir, 'tls'));
  const runtime = createCloudRun({
    endpoint: world.run.endpoint,
    ca,
    token: async () => world.token,
    clock,
    log: silent,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  });
  const first = await world.registry.push('app', webServer('1'));
  return {
    runtime,
    scope: {
      environment: 'dev',
      runtime: { kind: 'cloud-run', project: 'acme-dev', regions: ['us-east1', 'europe-west1'] },
      images: 'registry.example.test',
      identity: null,
      vault: null,
    },
    images: {
      first,
      second: await world.registry.push('app', webServer('2')),
      broken: await world.registry.push('app', exitsAtStart()),
    },
    aboutToBreak: () => undefined,
    edit: async (workload, edit) =>
      change(world, workload, edits[edit](await read(world, workload))),
    tag: async (workload, revision, tag) => {
      const { traffic } = await read(world, workload);
      const type = 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION';
      await change(world, workload, { traffic: [...(traffic ?? []), { type, revision, tag }] });
    },
    foreign: async (workload) => void (await create(world, workload, service(first))),
    madeAhead: async (workload) =>
      void (await create(
        world,
        workload,
        placeholderService({
          workload,
          labels: ownLabels('dev', workload),
          image: first,
          account: '',
        }),
      )),
    stop: () => world.close(),
  };
});
