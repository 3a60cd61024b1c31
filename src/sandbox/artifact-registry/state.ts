// What Artifact Registry's API remembers: repositories, and the operations that make and remove them.

import type { protos } from '@google-cloud/artifact-registry';

export type Repository = protos.google.devtools.artifactregistry.v1.IRepository;
export type CleanupPolicy = protos.google.devtools.artifactregistry.v1.ICleanupPolicy;

export interface RepositoryState {
  /** `projects/P/locations/L/repositories/R`, with the project's id. */
  readonly name: string;
  /** As clients see it. */
  readonly repository: Repository;
}

export interface OperationState {
  /** `projects/P/locations/L/operations/ID`. */
  readonly name: string;
  readonly work:
    | { readonly type: 'create'; readonly state: RepositoryState }
    | { readonly type: 'delete'; readonly repository: string };
  /** Who asked for it. */
  readonly by: string;
  readonly done: boolean;
}
