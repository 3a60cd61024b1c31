import { createMemoryRegistry } from '../../../src/adapters/memory/registry.ts';
import { createRegistryClient } from '../../../src/adapters/registry/client.ts';
import { endpointsByPrefix } from '../../../src/adapters/registry/endpoint.ts';
import { createRegistry } from '../../../src/adapters/registry/registry.ts';
import type { Digest } from '../../../src/resources/kinds.ts';
import type { BuiltImage } from '../../../src/sandbox/examples/build-image.ts';
import { exampleImages } from '../../../src/sandbox/examples/example-images.ts';
import { pushImage } from '../../../src/sandbox/examples/push-image.ts';
import { registryContract, type RegistryWorld } from '../../contracts/registry.ts';
import { quiet, runningRegistry } from '../../sandbox/registry/running.ts';
import { notedCalls } from '../../support/calls.ts';

const commit = 'c0ffee'.padEnd(40, '0');
const label = ['org.opencontainers.image.revision', commit] as const;

async function built(version: string): Promise<BuiltImage> {
  const found = exampleImages().find((image) => image.version === version);
  if (found === undefined) throw new Error(`no example ${version}`);
  return found.build(commit);
}

async function served(style: 'gitlab' | 'plain'): Promise<RegistryWorld> {
  const registry = await runningRegistry({ style });
  const { url, password } = registry;
  const [single, index] = [await built('2.3.0'), await built('2.4.0')];
  const push = { url, credentials: { name: 'alice', password }, repository: 'acme/catalog' };
  await pushImage({ ...push, tag: '2.3.0', image: single });
  await pushImage({ ...push, tag: '2.4.0', image: index });
  const client = createRegistryClient({
    resolve: endpointsByPrefix({
      'registry.acme.dev': { url, username: 'bob', password: async () => password },
    }),
    log: quiet,
    calls: notedCalls(),
  });
  return {
    registry: createRegistry(client),
    image: 'registry.acme.dev/acme/catalog',
    single: { tag: '2.3.0', digest: single.digest as Digest },
    index: { tag: '2.4.0', digest: index.digest as Digest },
    label,
    absent: 'registry.acme.dev/acme/nothing',
    denied: 'registry.acme.dev/other/catalog',
    stop: () => registry.remove(),
  };
}

registryContract('the client of a GitLab registry', () => served('gitlab'));
registryContract('the client of a plain registry', () => served('plain'));

registryContract('the one in memory', async () => {
  const single: Digest = `sha256:${'1'.repeat(64)}`;
  const index: Digest = `sha256:${'2'.repeat(64)}`;
  const labels = { [label[0]]: label[1] };
  const images = [
    { digest: single, tags: ['1'], platforms: ['linux/amd64'], labels },
    { digest: index, tags: ['2'], platforms: ['linux/amd64', 'linux/arm64'], labels },
  ];
  return {
    registry: createMemoryRegistry(
      (image) => (image === 'registry.acme.dev/acme/catalog' ? images : null),
      (image) => image.startsWith('registry.acme.dev/other/'),
    ),
    image: 'registry.acme.dev/acme/catalog',
    single: { tag: '1', digest: single },
    index: { tag: '2', digest: index },
    label,
    absent: 'registry.acme.dev/acme/nothing',
    denied: 'registry.acme.dev/other/catalog',
    stop: async () => undefined,
  };
});
