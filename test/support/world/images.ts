// The images of the environments, in memory: a copy is there or it is not.

import { Failure } from '../../../src/ports/failure.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Registry } from '../../../src/ports/registry.ts';

export interface ImageCopies {
  readonly provider: Provider<'Image'>;
  /** `repository@digest` of each copy, in the order in which they were made. */
  readonly made: readonly string[];
}

export function createImageCopies(source: Registry): ImageCopies {
  const made: string[] = [];
  const provider: Provider<'Image'> = {
    kinds: ['Image'],
    observe: async (_scope, wanted) =>
      wanted
        .filter(({ spec }) => made.includes(`${spec.repository}@${spec.digest}`))
        .map((image) => ({
          ...image,
          owned: true,
          health: { status: 'healthy' },
          facts: { platforms: [] },
        })),
    rehearse: async () => [],
    async apply(write, signal) {
      for (const { after } of write.steps) {
        const { spec } = after;
        if ((await source.describe(spec.source, spec.digest, signal)) === null) throw gone(spec);
        made.push(`${spec.repository}@${spec.digest}`);
      }
    },
    remove: async () => undefined,
  };
  return { provider, made };
}

function gone({ source, digest }: { readonly source: string; readonly digest: string }): Failure {
  return new Failure({
    code: 'RUNWAY_IMAGE_INVALID',
    message: `${source} has no image ${digest}.`,
    hint: 'Push it again, or release another.',
    retry: 'never',
  });
}
