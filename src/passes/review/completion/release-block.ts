// The release of a deployment file, as it is written.

import type { Deployment, RunwayService } from '../../../documents/generated/documents.ts';
import { canonical } from '../../../resources/canonical.ts';
import type { Digest } from '../../../resources/kinds.ts';

export interface ReleaseBlock {
  readonly version: string;
  readonly image: string;
  readonly digest: Digest | null;
  readonly commit: string | null;
  readonly manifest: RunwayService | null;
}

export function releaseBlock(deployment: Deployment): ReleaseBlock {
  const { version, image, digest, commit, manifest } = deployment.release;
  return {
    version,
    image,
    digest: digest === undefined ? null : (digest as Digest),
    commit: commit ?? null,
    manifest: manifest ?? null,
  };
}

/** The parts that the bot completes, to be compared by value. */
export const PARTS = ['digest', 'commit', 'manifest'] as const;
export type Part = (typeof PARTS)[number];

export function samePart(part: Part, a: ReleaseBlock, b: ReleaseBlock): boolean {
  return canonical(a[part]) === canonical(b[part]);
}
