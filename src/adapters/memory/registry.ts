// An image registry that lives in memory.

import { Failure } from '../../ports/failure.ts';
import type { ImageDescription, Registry } from '../../ports/registry.ts';

export interface MemoryImage extends ImageDescription {
  readonly tags: readonly string[];
}

/**
 * `found` is asked at every call, so that a test can push and retag; null is a repository that does not exist.
 * `denied` says which repositories may not be read.
 */
export function createMemoryRegistry(
  found: (image: string) => readonly MemoryImage[] | null,
  denied: (image: string) => boolean = () => false,
): Registry {
  return {
    describe: async (image, reference) => {
      requireAccess(image);
      const there = found(image)?.find(
        ({ digest, tags }) => digest === reference || tags.includes(reference),
      );
      if (there === undefined) return null;
      const { digest, platforms, labels } = there;
      return { digest, platforms, labels };
    },
    tags: async (image) => {
      requireAccess(image);
      return (found(image) ?? []).flatMap(({ tags }) => tags).sort();
    },
  };

  function requireAccess(image: string): void {
    if (!denied(image)) return;
    throw new Failure({
      code: 'RUNWAY_REGISTRY_DENIED',
      message: `The registry does not let Runway at ${image}.`,
      hint: `Check the user name and password that the settings give for ${image}.`,
      retry: 'never',
    });
  }
}
