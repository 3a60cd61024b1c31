// Of a deployment that the inventory does not list: the merge request that would list it and is open already.

import type { Diagnostic } from '../../../documents/document.ts';
import { pathsOf, type TargetDocuments } from '../../../documents/target-documents.ts';
import { Failure } from '../../../ports/failure.ts';
import type { MergeRequest } from '../../../ports/forge.ts';
import { splitTarget, type Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';
import type { Proposed } from '../proposed.ts';

/** No more than so many open ones are looked through, the newest first. */
const MOST = 100;

/** Beside the mistake that it is not listed, which says what to add. */
export async function listedElsewhere(
  outside: Pick<Outside, 'desired' | 'forge'>,
  proposed: Proposed,
): Promise<readonly Diagnostic[]> {
  const { mergeRequest } = proposed;
  const missing = await unlisted(outside, proposed);
  if (missing.length === 0) return [];
  const open = await outside.forge.mergeRequests({ state: 'open' });
  const others = open.filter(
    ({ number, target }) => number !== mergeRequest.number && target === mergeRequest.target,
  );
  const found: Diagnostic[] = [];
  for (const { target, at } of missing) {
    const { environment } = splitTarget(target);
    const [path] = pathsOf(target);
    for (const other of others.slice(0, MOST)) {
      if (!(await lists(outside, other, target))) continue;
      found.push({
        severity: 'warning',
        summary: `${outside.forge.reference(other.number)} is open and lists \`${environment}\` in \`${path}\`.`,
        hint: 'Merge that one first.',
        at,
      });
      break;
    }
  }
  return found;
}

/** What the default branch lists is unlisted by this merge request itself, and every other branch has it still. */
async function unlisted(
  { desired }: Pick<Outside, 'desired'>,
  { base, tree, targets }: Proposed,
): Promise<readonly { readonly target: Target; readonly at: Diagnostic['at'] }[]> {
  const found: { readonly target: Target; readonly at: Diagnostic['at'] }[] = [];
  for (const target of targets) {
    const after = await desired.target(tree, target);
    const { deployment, environment } = after;
    if (deployment === null || environment === null) continue;
    if (isListed(after) || isListed(await desired.target(base, target))) continue;
    found.push({ target, at: deployment.locate('/metadata/name') });
  }
  return found;
}

function isListed({ target, workload }: TargetDocuments): boolean {
  return workload?.value.spec.environments.includes(splitTarget(target).environment) === true;
}

/** A head that is not here yet says nothing. */
async function lists(
  { desired }: Pick<Outside, 'desired'>,
  { head }: MergeRequest,
  target: Target,
): Promise<boolean> {
  try {
    const file = await desired.file(head, pathsOf(target)[0]);
    const { environment } = splitTarget(target);
    return (
      file?.kind === 'Workload' &&
      file.document?.value.spec.environments.includes(environment) === true
    );
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
