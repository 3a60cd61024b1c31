// How the sandbox's Cloud Run finds what the sandbox's registries hold.

/** `repository` is the path after the registry's host: `acme-runway-dev/checkout/checkout`. */
export interface ImageStore {
  /** The exact bytes of a manifest, or null. */
  manifest(
    repository: string,
    digest: string,
  ): Promise<{ mediaType: string; bytes: Buffer } | null>;
  /** A file that holds the blob, or null. */
  blobFile(repository: string, digest: string): Promise<string | null>;
}

/** The store behind an image reference's host and first path segments, or null when none serves it. */
export type FindImageStore = (image: string) => { store: ImageStore; repository: string } | null;
