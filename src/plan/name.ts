// What tells a resource from others of its kind, as people know it from the vendor's own pages.

import type { Resource } from '../resources/resource.ts';
import type { Step } from './plan.ts';

/** `run-checkout` of a service account; null where kind and region say it all. */
export function nameOf(resource: Resource): string | null {
  switch (resource.kind) {
    case 'ServiceAccount':
      return resource.spec.id;
    case 'VaultPolicy':
    case 'VaultRole':
    case 'ImageRepository':
    case 'Secret':
      return resource.spec.name;
    case 'Trust':
    case 'ParkedService':
    case 'Image':
    case 'Service':
    case 'Traffic':
    case 'Endpoint':
      return null;
  }
}

export function stepName({ before, after }: Step): string | null {
  const resource: Resource | null = after ?? before;
  return resource === null ? null : nameOf(resource);
}
