// The images of targets in their environment's registry.

import { Failure } from '../../ports/failure.ts';
import { deploying, lookingAt, type Principal } from '../../ports/identity.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Resource } from '../../resources/resource.ts';
import type { RegistryClient } from './client.ts';
import { describe, NEEDED_PLATFORM } from './content/describe.ts';
import type { MirrorProgress } from './mirror/progress.ts';
import { holds, mirror } from './mirror/mirror.ts';

export interface ImageProviderOptions {
  readonly client: RegistryClient;
  /** Told as copies move on; at most once a mebibyte and once a blob. */
  readonly onProgress?: (progress: MirrorProgress) => void;
}

/** Contents are addressed by their digest, so an image is never foreign, never drifts and is never updated. */
export function createImageProvider({
  client,
  onProgress,
}: ImageProviderOptions): Provider<'Image'> {
  return {
    kinds: ['Image'],
    async observe(scope, wanted, signal) {
      const seen = await Promise.all(
        wanted.map(async (image) => {
          const repository = client.locate(image.spec.repository, lookingAt(scope));
          const present = await holds(client, repository, { digest: image.spec.digest, signal });
          if (!present) return [];
          const health = { status: 'healthy' } as const;
          return [{ ...image, owned: true, health, facts: { platforms: [] } }];
        }),
      );
      return seen.flat();
    },
    async rehearse(scope, desired, signal) {
      const look = { client, as: lookingAt(scope), signal };
      const problems = await Promise.all(desired.map((image) => problemsOf(image, look)));
      return problems.flat();
    },
    async apply(write, signal) {
      const as = deploying(write.scope, write.target);
      for (const { after } of write.steps) {
        const { source, repository: target, digest } = after.spec;
        const watched = onProgress === undefined ? {} : { onProgress };
        await mirror(client, { source, target, digest, as, ...watched }, signal);
      }
    },
    /**
     * Leaves the image where it is: a parked service still names it, and so does every revision that a rollback
     * may go back to. Old images are the business of the registry's own clean-up rules.
     */
    remove: () => Promise.resolve(),
  };
}

/** What would keep the copy from succeeding; empty too when the target holds the image already. */
async function problemsOf(
  { spec }: Resource<'Image'>,
  {
    client,
    as,
    signal,
  }: { readonly client: RegistryClient; readonly as: Principal; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { source, repository, digest } = spec;
  try {
    const found = await describe(
      { exchange: client.exchange, repository: client.locate(source), signal },
      digest,
    );
    if (found === null) {
      const present = await holds(client, client.locate(repository, as), { digest, signal });
      return present
        ? []
        : [`${source} has no image ${digest}. Push it again, or release another.`];
    }
    if (found.platforms.includes(NEEDED_PLATFORM)) return [];
    const has = found.platforms.join(', ') || 'no platform at all';
    return [
      `${source} ${digest} is for ${has}; Cloud Run needs ${NEEDED_PLATFORM}. Build it for that too.`,
    ];
  } catch (error) {
    if (error instanceof Failure && error.retry === 'never')
      return [`${error.message} ${error.hint}`];
    throw error;
  }
}
