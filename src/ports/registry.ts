// What we ask of an image registry before anything is copied.

import type { Digest } from '../resources/kinds.ts';

export interface ImageDescription {
  readonly digest: Digest;
  /** `linux/amd64`, … of an index, or the one platform of a single image. */
  readonly platforms: readonly string[];
  /** Labels of the linux/amd64 image's configuration, for instance `org.opencontainers.image.revision`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** `image` has no tag: `registry.acme.dev/acme/checkout`. */
export interface Registry {
  /** What a tag or digest names now, or null when there is none. */
  describe(image: string, reference: string, signal: AbortSignal): Promise<ImageDescription | null>;
  /** Tags, for suggestions; empty when the repository is absent. */
  tags(image: string, signal: AbortSignal): Promise<readonly string[]>;
}
