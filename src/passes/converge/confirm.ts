// Whether a version and a digest on the default branch belong together.

import type { Release } from '../../reconciler/release.ts';
import type { Outside } from '../outside.ts';

export type Confirmation =
  { readonly type: 'confirmed' } | { readonly type: 'unconfirmed'; readonly reason: string };

/**
 * Asks the ledger first, then the registry. A pair that neither knows was written by hand, or is a changed
 * version with the digest of another: what it would run is not what it says.
 */
export async function confirm(
  outside: Outside,
  release: Release,
  signal: AbortSignal,
): Promise<Confirmation> {
  const pinned = await outside.ledger.pinned(release.image, release.version);
  if (pinned?.digest === release.digest) return { type: 'confirmed' };

  const named = await outside.registry.describe(release.image, release.version, signal);
  if (named?.digest === release.digest) return { type: 'confirmed' };
  const known = pinned?.digest ?? named?.digest;
  const found =
    known === undefined
      ? `the registry has no ${release.image}:${release.version}`
      : `${release.version} is ${known.slice(0, 19)}…`;
  return {
    type: 'unconfirmed',
    reason:
      `The file says that version ${release.version} is ${release.digest.slice(0, 19)}…, but ${found}. ` +
      'Propose a change that takes out the `digest` line, or changes only `release.version`: the digest is then completed.',
  };
}
