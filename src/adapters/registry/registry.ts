// The port `Registry` on the client.

import type { Registry } from '../../ports/registry.ts';
import type { RegistryClient } from './client.ts';
import { describe } from './content/describe.ts';
import { isDigest, isTag } from './image-name.ts';
import { listTags } from './content/tags.ts';

/** Throws RUNWAY_REGISTRY_DENIED, _UNREACHABLE or _REFUSED, and RUNWAY_IMAGE_INVALID. */
export function createRegistry({ exchange, locate }: RegistryClient): Registry {
  return {
    async describe(image, reference, signal) {
      const repository = locate(image);
      // What no tag can be called, no registry has; some answer such a question with an error.
      if (!isDigest(reference) && !isTag(reference)) return null;
      return describe({ exchange, repository, signal }, reference);
    },
    async tags(image, signal) {
      return listTags(exchange, locate(image), signal);
    },
  };
}
