// What the bot copies, with the rule that the provisioner sets: no image that it copied is ever cleaned up.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cleanupPoliciesFor } from '../../../src/adapters/artifact-registry/cleanup.ts';
import {
  createRegistryClient,
  type RegistryClient,
} from '../../../src/adapters/registry/client.ts';
import { endpointsByPrefix } from '../../../src/adapters/registry/endpoint.ts';
import { mirror } from '../../../src/adapters/registry/mirror/mirror.ts';
import { accountOf } from '../../../src/ports/identity.ts';
import type { Digest } from '../../../src/resources/kinds.ts';
import type { BuiltImage } from '../../../src/sandbox/examples/build-image.ts';
import { pushImage } from '../../../src/sandbox/examples/push-image.ts';
import { notedCalls } from '../../support/calls.ts';
import { account, grant, PROJECT, quiet, tokenOf } from '../google/callers.ts';
import { runningRegistry, type TestRegistry } from '../registry/running.ts';
import { repositoryOf, startWorld, type World } from './world.ts';
import { imageOf } from './image-of.ts';

const DAY_MS = 86_400_000;
const target = `us-docker.pkg.dev/${PROJECT.id}/checkout/checkout`;
const { signal } = new AbortController();

let world: World;
let source: TestRegistry;
let client: RegistryClient;
let deployer: string;

beforeAll(async () => {
  world = await startWorld();
  source = await runningRegistry({ style: 'gitlab' });
  deployer = account(world.ground, 'dep-checkout');
  client = createRegistryClient({
    resolve: endpointsByPrefix({
      'registry.acme.dev': {
        url: source.url,
        username: 'alice',
        password: () => Promise.resolve(source.password),
      },
      [`us-docker.pkg.dev/${PROJECT.id}`]: { url: world.images.url },
    }),
    log: quiet,
    calls: notedCalls(),
    timing: { pauseMs: 1, longestPauseMs: 2, quietMs: 5000 },
    identity: {
      accessToken: (as) =>
        Promise.resolve(as.type === 'account' ? tokenOf(world.ground, as.email) : ''),
      rejected: () => undefined,
    },
  });
});

afterAll(async () => {
  await source.remove();
  await world.close();
});

async function released(tag: string): Promise<BuiltImage> {
  const image = await imageOf('linux/amd64', 'linux/arm64');
  const credentials = { name: 'alice', password: source.password };
  await pushImage({ url: source.url, credentials, repository: 'acme/checkout', tag, image });
  return image;
}

function copied({ digest }: BuiltImage): Promise<unknown> {
  const from = { source: 'registry.acme.dev/acme/checkout', digest: digest as Digest };
  return mirror(client, { ...from, target, as: accountOf(deployer) }, signal);
}

function held({ manifests }: BuiltImage): Promise<boolean[]> {
  return Promise.all(
    manifests.map(async ({ digest }) => {
      const found = await world.images.store.manifest(`${PROJECT.id}/checkout/checkout`, digest);
      return found !== null;
    }),
  );
}

test('every image that was copied stays, whatever its age; what nothing names goes', async () => {
  const name = await repositoryOf(world, 'checkout', {
    cleanupPolicies: cleanupPoliciesFor(30, null),
  });
  const [first, second, stray] = [await released('1'), await released('2'), await released('3')];
  await expect(copied(first)).rejects.toThrow('does not let Runway');
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: deployer, on: name });
  await copied(first);
  await copied(second);
  await pushImage({
    url: world.images.url,
    credentials: { name: 'olga', password: world.password },
    repository: `${PROJECT.id}/checkout/checkout`,
    tag: 'latest',
    image: stray,
  });
  const untag = await fetch(
    `${world.images.url}/v2/${PROJECT.id}/checkout/checkout/manifests/latest`,
    { method: 'DELETE', headers: { authorization: basic() } },
  );
  expect(untag.status).toBe(202);

  await world.api.clean(29 * DAY_MS);
  expect(await held(stray)).toEqual([true, true, true]);
  await world.api.clean(1000 * DAY_MS);

  expect(await held(stray)).toEqual([false, false, false]);
  expect([...(await held(first)), ...(await held(second))]).toEqual(Array(6).fill(true));
});

function basic(): string {
  return `Basic ${Buffer.from(`olga:${world.password}`).toString('base64')}`;
}
