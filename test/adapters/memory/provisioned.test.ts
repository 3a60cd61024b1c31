import {
  createMemoryProvisioned,
  type ProvisionedKind,
} from '../../../src/adapters/memory/provisioned.ts';
import type { Target } from '../../../src/resources/address.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { provisionedContract } from '../../contracts/provisioned.ts';
import {
  accountsOf,
  parkedService,
  repositoryOf,
  trustOf,
  type Wish,
} from '../../support/provisioned.ts';

const project = 'acme-dev';
const at = { project, region: 'us-east1' };

function waves(target: Target, wish: Wish): readonly (readonly Resource[])[] {
  return [
    accountsOf(target, project, wish),
    [
      trustOf(target, project, wish),
      repositoryOf(target, project, wish),
      parkedService(target, at, wish),
    ],
  ];
}

provisionedContract('memory', async () => {
  const provider = createMemoryProvisioned();
  const scope = {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project, regions: [at.region] },
    images: 'us-docker.pkg.dev/acme-dev',
    identity: null,
    vault: null,
  } as const;
  const all = (target: Target, wish: Wish) =>
    waves(target, wish).flat() as readonly Resource<ProvisionedKind>[];
  return {
    provider,
    scope,
    wanted: (target) => waves(target, 'first'),
    changed: (target) => waves(target, 'second'),
    prepare: async () => undefined,
    async foreign(target) {
      for (const resource of all(target, 'second')) provider.world.foreign(scope, resource);
    },
    async handEdit(target) {
      for (const { address, spec } of all(target, 'second'))
        provider.world.handEdit(scope, address, () => spec);
    },
    neighbour: async () => undefined,
    neighbours: async () => '',
    stop: async () => undefined,
  };
});
