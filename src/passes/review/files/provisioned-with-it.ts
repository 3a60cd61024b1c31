// A merge request that brings a workload to an environment and deploys it there at once.

import type { TargetDocuments } from '../../../documents/target-documents.ts';
import { splitTarget, type Target } from '../../../resources/address.ts';
import type { Rehearsal } from '../look/rehearsal.ts';

/** Whether the provisioner makes what the target needs, once this is merged: before that nothing can be rehearsed. */
export function provisionedWithIt(
  target: Target,
  { before, after }: { readonly before: TargetDocuments; readonly after: TargetDocuments },
): boolean {
  return isProvisioned(target, after) && !isProvisioned(target, before);
}

export const WAITS_FOR_PROVISIONING: Rehearsal = {
  gates: [],
  notices: [
    'This merge request also provisions it: it is deployed once what it needs is made. Until then nothing of it can be rehearsed.',
  ],
  againMs: null,
};

function isProvisioned(target: Target, { environment, workload }: TargetDocuments): boolean {
  const listed = workload?.value.spec.environments.includes(splitTarget(target).environment);
  return listed === true && environment?.value.spec.identity !== undefined;
}
