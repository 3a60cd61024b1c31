// Digests that a version is known to have, each from a source that a merge request cannot write to.

import type { Digest } from '../../../resources/kinds.ts';
import type { Outside } from '../../outside.ts';
import type { ReleaseBlock } from './release-block.ts';

export interface Known {
  /** The digest that the version was first deployed with, or null. */
  readonly pinned: Digest | null;
  /** What the tag names now, or null when the registry has no such tag. */
  readonly tagged: Digest | null;
  /** Digests that the same version has on the default branch, here or in other environments. */
  readonly written: readonly Digest[];
}

export async function knownPairs(
  outside: Outside,
  release: Pick<ReleaseBlock, 'image' | 'version'>,
  elsewhere: readonly ReleaseBlock[],
  signal: AbortSignal,
): Promise<Known> {
  const pinned = await outside.ledger.pinned(release.image, release.version);
  const tagged = await outside.registry.describe(release.image, release.version, signal);
  const same = elsewhere.filter(
    ({ image, version }) => image === release.image && version === release.version,
  );
  return {
    pinned: pinned?.digest ?? null,
    tagged: tagged?.digest ?? null,
    written: same.flatMap(({ digest }) => digest ?? []),
  };
}

/** True when some source says that the version is this digest. */
export function confirms(known: Known, digest: Digest): boolean {
  return (
    known.pinned === digest || known.tagged === digest || known.written.some((it) => it === digest)
  );
}
