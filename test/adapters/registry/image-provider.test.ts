import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createImageProvider } from '../../../src/adapters/registry/image-provider.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import type { Digest } from '../../../src/resources/kinds.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import {
  imageOf,
  mirrorWorld,
  sourceName,
  targetName,
  type MirrorWorld,
} from './mirror/mirror-world.ts';

const scope: Scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-runway-dev', regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme',
  identity: null,
  vault: null,
  workload: 'checkout',
};
const { signal } = new AbortController();
let world: MirrorWorld;

beforeAll(async () => {
  world = await mirrorWorld();
});

afterAll(() => world.remove());

function image(digest: string): Resource<'Image'> {
  return {
    kind: 'Image',
    address: 'dev/checkout/Image',
    target: 'dev/checkout',
    region: null,
    spec: { source: sourceName, repository: targetName, digest: digest as Digest },
  };
}

test('an image is absent, is copied, and is then there', async () => {
  const provider = createImageProvider({ client: world.client });
  const built = await imageOf(10_000);
  await world.push(built);
  const wanted = image(built.digest);
  expect(await provider.observe(scope, [wanted], signal)).toEqual([]);

  const step = {
    kind: 'Image',
    address: wanted.address,
    target: wanted.target,
    region: null,
    action: 'create',
    before: null,
    after: wanted,
    differences: [],
    effects: [],
    standing: { state: 'ready' },
    revision: null,
  } as const;
  const write = {
    scope,
    target: wanted.target,
    region: null,
    steps: [step],
    marks: {},
    adopt: false,
  } as const;
  await provider.apply({ ...write, before: null }, signal);

  expect(await provider.observe(scope, [wanted], signal)).toEqual([
    { ...wanted, owned: true, health: { status: 'healthy' }, facts: { platforms: [] } },
  ]);
});

test('rehearsing finds an image that is missing, and one for another machine', async () => {
  const provider = createImageProvider({ client: world.client });
  const arm = await imageOf(100, ['linux/arm64']);
  const good = await imageOf(100, ['linux/arm64', 'linux/amd64']);
  await world.push(arm);
  await world.push(good);

  const rehearse = (digest: string): Promise<readonly string[]> =>
    provider.rehearse(scope, [image(digest)], signal);
  expect(await rehearse(good.digest)).toEqual([]);
  expect(await rehearse(arm.digest)).toEqual([expect.stringContaining('linux/amd64')]);
  expect(await rehearse(`sha256:${'0'.repeat(64)}`)).toEqual([
    expect.stringContaining(`${sourceName} has no image`),
  ]);
});

test('rehearsing says that the source may not be read', async () => {
  const provider = createImageProvider({ client: world.client });
  const wanted = image(`sha256:${'0'.repeat(64)}`);
  const spec = { ...wanted.spec, source: 'registry.acme.dev/forbidden/checkout' };

  expect(await provider.rehearse(scope, [{ ...wanted, spec }], signal)).toEqual([
    expect.stringContaining('registry.acme.dev/forbidden/checkout'),
  ]);
});

test('not being able to look is a failure, not an absence', async () => {
  const provider = createImageProvider({ client: world.client });
  world.target.fail('*', { status: 503 });

  await expect(
    provider.observe(scope, [image(`sha256:${'0'.repeat(64)}`)], signal),
  ).rejects.toMatchObject({ code: 'RUNWAY_REGISTRY_UNREACHABLE', retry: 'later' });
  world.target.faults.clear();
});
