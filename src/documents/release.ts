// When a release says everything that is needed to run it.

import type { Deployment, Release } from './generated/documents.ts';

export type CompleteRelease = Release & Required<Pick<Release, 'digest' | 'commit' | 'manifest'>>;

/** True once digest, commit and manifest are there; not that they are the right ones. */
export function releaseComplete(
  deployment: Deployment,
): deployment is Deployment & { readonly release: CompleteRelease } {
  const { digest, commit, manifest } = deployment.release;
  return digest !== undefined && commit !== undefined && manifest !== undefined;
}
