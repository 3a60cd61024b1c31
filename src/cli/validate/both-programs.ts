// Every mistake that can be found without a server: of the files, and of what both programs make of them.

import type { Catalogue } from '../../documents/catalogue.ts';
import { byPlace, checkRepository } from '../../documents/check.ts';
import type { Diagnostic } from '../../documents/document.ts';
import { targetDocuments } from '../../documents/target-documents.ts';
import { compile } from '../../provisioner/compile.ts';
import { mistakesOf } from '../../reconciler/mistakes.ts';
import { targetOf } from '../../resources/address.ts';

/** Sorted by place; what many targets have in common is said once. */
export function mistakesIn(catalogue: Catalogue): readonly Diagnostic[] {
  const found = [
    ...checkRepository(catalogue, (documents, effective) => {
      const { errors, warnings } = mistakesOf(documents, effective);
      return [...errors, ...warnings];
    }),
    ...provisioning(catalogue),
  ].toSorted(byPlace);
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** Of what the inventory lists in environments that are provisioned. */
function provisioning(catalogue: Catalogue): readonly Diagnostic[] {
  return [...catalogue.values()].flatMap((file) => {
    if (file.kind !== 'Workload' || file.document === null) return [];
    const { metadata, spec } = file.document.value;
    return spec.environments.flatMap((name) => {
      const target = targetOf(name, metadata.name);
      const { environment, workload } = targetDocuments(catalogue.get, target);
      if (workload === null || environment?.value.spec.identity === undefined) return [];
      const { errors, warnings } = compile(target, workload, environment);
      return [...errors, ...warnings];
    });
  });
}
