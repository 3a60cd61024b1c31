// What lies in repositories, as the API sees it: the image registries hold it.

export interface ImageVersion {
  /** The image's path inside of the repository: `checkout`. */
  readonly package: string;
  /** `sha256:…`, the name of the version. */
  readonly digest: string;
  readonly tags: readonly string[];
  readonly uploadedAt: Date;
  readonly mediaType: string;
  /** Of all that the manifest lists; for an index of manifests, of those alone. */
  readonly bytes: number;
  /** Digests of the manifests that this one is an index of. */
  readonly parts: readonly string[];
}

/** Repositories are named as in image names, after the host: `acme-dev/checkout`. */
export interface Content {
  versions(repository: string): Promise<readonly ImageVersion[]>;
  remove(repository: string, version: ImageVersion): Promise<void>;
  /** All of it. */
  drop(repository: string): Promise<void>;
}

/** Null where no registry serves that project in that location. */
export type FindContent = (project: string, location: string) => Content | null;
