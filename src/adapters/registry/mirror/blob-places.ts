// Remembers in which repository of a registry a blob was seen, so that it can be mounted instead of sent.

import type { Digest } from '../../../resources/kinds.ts';
import { loginOf, type Repository } from '../endpoint.ts';

export interface BlobPlaces {
  /** Another repository of the same registry and login that holds the blob, or null. */
  elsewhere(repository: Repository, digest: Digest): string | null;
  seen(repository: Repository, digest: Digest): void;
}

const MOST_REMEMBERED = 10_000;

export function createBlobPlaces(): BlobPlaces {
  const places = new Map<string, string>();
  return {
    elsewhere(repository, digest) {
      const path = places.get(keyOf(repository, digest));
      return path === undefined || path === repository.path ? null : path;
    },
    seen(repository, digest) {
      const [oldest] = places.keys();
      if (places.size >= MOST_REMEMBERED && oldest !== undefined) places.delete(oldest);
      places.set(keyOf(repository, digest), repository.path);
    },
  };
}

function keyOf({ origin, endpoint }: Repository, digest: Digest): string {
  return [origin, loginOf(endpoint), digest].join(' ');
}
