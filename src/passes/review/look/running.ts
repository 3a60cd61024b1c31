// Which release a target runs, read from what serves.

import type { ReleaseView } from '../../../plan/comment/review.ts';
import type { Observed } from '../../../resources/resource.ts';

/** Null when nothing of ours runs. Regions that differ are told apart in the plan, not here. */
export function running(observed: readonly Observed[]): ReleaseView | null {
  for (const seen of observed) {
    if (seen.kind !== 'Service' || !seen.owned) continue;
    const { environment, image } = seen.spec.template;
    const digest = image.split('@')[1];
    return {
      version: environment['RUNWAY_VERSION'] ?? 'unknown',
      digest: digest ?? 'unknown',
    };
  }
  return null;
}
