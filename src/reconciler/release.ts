// The release that a deployment names.

import type { Deployment } from '../documents/generated/documents.ts';
import type { Digest } from '../resources/kinds.ts';

/** What is not known is empty; an unknown digest is `sha256:` alone. */
export interface Release {
  readonly version: string;
  readonly image: string;
  readonly digest: Digest;
  readonly commit: string | null;
}

export function releaseOf(deployment: Deployment | null): Release {
  const release = deployment?.release;
  return {
    version: release?.version ?? '',
    image: release?.image ?? '',
    digest: (release?.digest ?? 'sha256:') as Digest,
    commit: release?.commit ?? null,
  };
}
