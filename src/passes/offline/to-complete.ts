// Releases that only name a new version yet: what belongs to it is completed on the merge request.

import { effectiveService } from '../../documents/effective-service.ts';
import { missingPins } from '../../documents/pins.ts';
import { releaseComplete } from '../../documents/release.ts';
import type { TargetDocuments } from '../../documents/target-documents.ts';
import type { LookedAt } from '../review/look/look-at-targets.ts';
import type { Outside } from '../outside.ts';
import type { Target } from '../../resources/address.ts';

export interface ToComplete {
  readonly target: Target;
  /** The version at the base; null when there is no file. */
  readonly before: string | null;
  readonly version: string;
}

/** Where digest, commit, manifest or a secret's version are missing, or the digest is still that of the version before. */
export async function toComplete(
  { desired }: Pick<Outside, 'desired'>,
  between: { readonly base: string; readonly tree: string; readonly targets: readonly Target[] },
): Promise<readonly ToComplete[]> {
  const found: ToComplete[] = [];
  for (const target of between.targets) {
    const documents = await desired.target(between.tree, target);
    const { deployment } = documents;
    if (deployment === null) continue;
    const { version, digest } = deployment.value.release;
    const was = (await desired.target(between.base, target)).deployment?.value.release ?? null;
    const stale = was !== null && was.version !== version && was.digest === digest;
    if (!releaseComplete(deployment.value) || stale || lacksPins(documents)) {
      found.push({ target, before: was?.version ?? null, version });
    }
  }
  return found;
}

/** The manifest lists a secret whose version the bot has still to add. */
function lacksPins(documents: TargetDocuments): boolean {
  const { service } = effectiveService(documents);
  const { deployment } = documents;
  if (service === null || deployment === null) return false;
  return missingPins(service, deployment.value).length > 0;
}

/** Says so, in these words, at the targets of a plan. */
export function withWords(
  looked: LookedAt,
  incomplete: readonly ToComplete[],
  words: string,
): LookedAt {
  const named = new Set(incomplete.map(({ target }) => target));
  const targets = looked.targets.map((review) =>
    named.has(review.target) ? { ...review, notices: [...review.notices, words] } : review,
  );
  return { ...looked, targets };
}
