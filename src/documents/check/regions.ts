// A service runs only where its environment allows.

import type { Diagnostic, Document, Place } from '../document.ts';
import type { Environment, ServiceSpec } from '../generated/documents.ts';
import { listed, nearestName } from '../suggest.ts';

/** `place` answers for pointers below the manifest's `spec`. */
export function regionProblems(
  { regions = [] }: Pick<ServiceSpec, 'regions'>,
  environment: Document<Environment> | null,
  place: (pointer: string) => Place,
): readonly Diagnostic[] {
  if (environment === null) return [];
  const { spec, metadata } = environment.value;
  const allowed = spec.runtime.regions;
  return regions
    .map((region, index) => ({ region, pointer: `/regions/${index}` }))
    .filter(({ region }) => !allowed.includes(region))
    .map(({ region, pointer }) => {
      const near = nearestName(region, allowed);
      const all = `Allowed: ${listed(allowed)}, as \`${environment.path}\` says.`;
      return {
        severity: 'error' as const,
        summary: `\`${region}\` is not a region of \`${metadata.name}\`.`,
        hint: near === null ? all : `Did you mean \`${near}\`? ${all}`,
        at: place(pointer),
      };
    });
}
