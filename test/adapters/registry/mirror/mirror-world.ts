// A source and a target registry with a client between them.

import { randomBytes } from 'node:crypto';
import {
  createRegistryClient,
  type RegistryClient,
} from '../../../../src/adapters/registry/client.ts';
import { endpointsByPrefix } from '../../../../src/adapters/registry/endpoint.ts';
import { mirror, type MirrorOutcome } from '../../../../src/adapters/registry/mirror/mirror.ts';
import type { Digest } from '../../../../src/resources/kinds.ts';
import { buildImage, type BuiltImage } from '../../../../src/sandbox/examples/build-image.ts';
import { pushImage } from '../../../../src/sandbox/examples/push-image.ts';
import type { RegistryOptions } from '../../../../src/sandbox/registry/start-registry.ts';
import { quiet, runningRegistry, type TestRegistry } from '../../../sandbox/registry/running.ts';
import { notedCalls } from '../../../support/calls.ts';

export const sourceName = 'registry.acme.dev/acme/checkout';
export const targetName = 'us-docker.pkg.dev/acme/checkout';

export interface MirrorWorld {
  readonly source: TestRegistry;
  readonly target: TestRegistry;
  readonly client: RegistryClient;
  readonly push: (image: BuiltImage) => Promise<void>;
  readonly mirror: (digest: string, target?: string) => Promise<MirrorOutcome>;
  readonly remove: () => Promise<void>;
}

export async function mirrorWorld(
  options: {
    readonly source?: Partial<RegistryOptions>;
    readonly target?: Partial<RegistryOptions>;
  } = {},
): Promise<MirrorWorld> {
  const source = await runningRegistry({ style: 'gitlab', ...options.source });
  const target = await runningRegistry({ style: 'plain', ...options.target });
  const client = createRegistryClient({
    resolve: endpointsByPrefix({
      'registry.acme.dev': {
        url: source.url,
        username: 'alice',
        password: async () => source.password,
      },
      'us-docker.pkg.dev': {
        url: target.url,
        username: 'alice',
        password: async () => target.password,
      },
    }),
    log: quiet,
    calls: notedCalls(),
    timing: { pauseMs: 1, longestPauseMs: 2, quietMs: 5_000 },
  });
  return {
    source,
    target,
    client,
    push: (image) =>
      pushImage({
        url: source.url,
        credentials: { name: 'alice', password: source.password },
        repository: 'acme/checkout',
        tag: '1.0.0',
        image,
      }),
    mirror: (digest, to = targetName) =>
      mirror(
        client,
        { source: sourceName, target: to, digest: digest as Digest },
        new AbortController().signal,
      ),
    async remove() {
      await source.remove();
      await target.remove();
    },
  };
}

/** An image with that much that cannot be compressed. */
export function imageOf(
  bytes: number,
  platforms: readonly string[] = ['linux/amd64'],
): Promise<BuiltImage> {
  return buildImage({
    // Base64 keeps it text; what gzip takes off again leaves about three quarters.
    layers: [{ 'app/noise': randomBytes(bytes).toString('base64') }],
    entrypoint: ['node', '/app/server.js'],
    environment: [],
    labels: {},
    created: new Date(0),
    platforms,
  });
}
