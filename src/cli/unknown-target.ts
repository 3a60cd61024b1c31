// A target that nobody has: a mistake in the call, told with the name that was probably meant.

import { targetsOf } from '../documents/catalogue.ts';
import { nearestName } from '../documents/suggest.ts';
import type { Desired } from '../passes/desired.ts';
import { Failure } from '../ports/failure.ts';
import type { Target } from '../resources/address.ts';

/** Reads all documents at `treeish` for the names. The command that it ends is called wrongly: exit code 64. */
export async function unknownTarget(
  { desired }: { readonly desired: Pick<Desired, 'catalogue'> },
  asked: { readonly target: Target; readonly treeish: string; readonly because: string },
): Promise<Failure> {
  const { target, treeish, because } = asked;
  const nearest = nearestName(target, targetsOf(await desired.catalogue(treeish)));
  return new Failure({
    code: 'RUNWAY_TARGET_UNKNOWN',
    message: `${target} is not there: ${because}.`,
    hint:
      nearest === null
        ? 'Targets are written ENVIRONMENT/WORKLOAD; `runway status` lists them.'
        : `Did you mean ${nearest}?`,
    retry: 'never',
  });
}
