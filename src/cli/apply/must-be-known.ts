// A slip in a target's name must not look like a target with nothing to do.

import type { Outside } from '../../passes/outside.ts';
import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';

/** Throws where the default branch has no such environment or no such workload. */
export async function mustBeKnown(
  { repository, desired, settings }: Pick<Outside, 'repository' | 'desired' | 'settings'>,
  target: Target,
): Promise<void> {
  const head = await repository.head(settings.defaultBranch);
  const documents = head === null ? null : await desired.target(head, target);
  if (documents !== null && documents.environment !== null && documents.workload !== null) return;
  throw new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message: `${target} is not there: ${settings.defaultBranch} has no such environment or no such workload.`,
    hint: 'Correct the name; `runway status` lists the targets.',
    retry: 'never',
  });
}
