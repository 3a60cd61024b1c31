// An inventory entry names environments that exist.

import { type Catalogue, environmentNames } from '../catalogue.ts';
import type { Diagnostic, Document } from '../document.ts';
import type { Workload } from '../generated/documents.ts';
import { nearestName } from '../suggest.ts';

export function checkWorkload(
  catalogue: Catalogue,
  { value, locate }: Document<Workload>,
): readonly Diagnostic[] {
  return value.spec.environments
    .map((name, index) => ({ name, pointer: `/spec/environments/${index}` }))
    .filter(({ name }) => catalogue.get(`environments/${name}/environment.yml`) === null)
    .map(({ name, pointer }) => {
      const near = nearestName(name, environmentNames(catalogue));
      const add = `add \`environments/${name}/environment.yml\``;
      return {
        severity: 'error',
        summary: `There is no environment \`${name}\`.`,
        hint:
          near === null ? `Remove it here, or ${add}.` : `Did you mean \`${near}\`? Else ${add}.`,
        at: locate(pointer),
      };
    });
}
