import { createMemoryRuntime } from '../../../src/adapters/memory/runtime.ts';
import type { MemoryService } from '../../../src/adapters/memory/runtime-world.ts';
import type { HandEdit } from '../../contracts/runtime.ts';
import { runtimeContract } from '../../contracts/runtime.ts';

const region = 'us-east1';
const image = (letter: string) => `images.example.test/app@sha256:${letter.repeat(64)}`;

const edits: Readonly<Record<HandEdit, (service: MemoryService) => void>> = {
  'the least number of instances': (service) => {
    service.scaling = { ...service.scaling, minInstances: 3 };
  },
  'the greatest number of instances': (service) => {
    service.scaling = { ...service.scaling, maxInstances: 3 };
  },
  'a label more': (service) => {
    service.labels['cost'] = 'high';
  },
  'a label less': (service) => {
    delete service.labels['department'];
  },
  'a setting that Runway never sets': (service) => {
    service.unmanaged['description'] = 'mine';
  },
  'an annotation': (service) => {
    service.unmanaged['annotations.example.com/a'] = 'b';
  },
  'who may come in': (service) => {
    service.endpoint = { ...service.endpoint, ingress: 'internal' };
  },
  'who may call': (service) => {
    service.endpoint = { ...service.endpoint, invokerCheck: true };
  },
  'a variable, in a revision that then serves': (service) => serve(service, 100),
  'half of the traffic': (service) => serve(service, 50),
};

function serve(service: MemoryService, percent: number): void {
  const [old] = service.revisions;
  if (old === undefined) throw new Error('nothing was deployed');
  const name = `${service.workload}-00009-xyz`;
  const template = { ...old.template, environment: { ...old.template.environment, EXTRA: '1' } };
  service.revisions.push({ ...old, name, template });
  const shares = [
    { revision: name, percent, tag: null },
    { revision: old.name, percent: 100 - percent, tag: null },
  ];
  service.asked = shares.filter((share) => share.percent > 0);
}

runtimeContract('memory', async () => {
  const runtime = createMemoryRuntime();
  const { world } = runtime;
  const project = 'acme-dev';
  return {
    runtime,
    scope: {
      environment: 'dev',
      runtime: { kind: 'cloud-run', project, regions: [region, 'europe-west1'] },
      images: 'images.example.test',
      identity: null,
      vault: null,
    },
    images: { first: image('a'), second: image('b'), broken: image('c') },
    aboutToBreak: () => world.failNextRevision('The container failed to start.'),
    edit: async (workload, edit) => world.handEdit(`dev/${workload}`, region, edits[edit]),
    tag: async (workload, revision, tag) =>
      world.handEdit(`dev/${workload}`, region, (service) => {
        service.asked = [...service.asked, { revision, percent: 0, tag }];
      }),
    foreign: async (workload) => world.foreign({ project, region, workload }),
    madeAhead: async (workload) => world.park({ project, region, workload }, 'dev'),
    stop: async () => undefined,
  };
});
