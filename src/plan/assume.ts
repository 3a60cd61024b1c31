// The world as it would be if these resources had just been applied: for plans that may not look.

import type { Observed, Resource, ServiceFacts } from '../resources/resource.ts';
import { revisionName, templateHash } from '../resources/revision.ts';
import { splitTarget } from '../resources/address.ts';
import type { Template } from '../resources/kinds.ts';

/** All ours, healthy, and served by a first revision. Hosts are unknown. */
export function assumeApplied(resources: readonly Resource[]): readonly Observed[] {
  return resources.map((resource) => {
    const seen = { owned: true, health: { status: 'healthy' } } as const;
    switch (resource.kind) {
      case 'ServiceAccount':
        return { ...resource, ...seen, facts: { uniqueId: '' } };
      case 'Trust':
        return { ...resource, ...seen, facts: { strangers: [] } };
      case 'VaultPolicy':
        return { ...resource, ...seen, facts: {} };
      case 'VaultRole':
        return { ...resource, ...seen, facts: {} };
      case 'ImageRepository':
        return { ...resource, ...seen, facts: {} };
      case 'ParkedService':
        return { ...resource, ...seen, facts: { inUse: false } };
      case 'Secret':
        return { ...resource, ...seen, facts: { copies: [], source: 'unknown' } };
      case 'Image':
        return { ...resource, ...seen, facts: { platforms: [] } };
      case 'Service':
        return { ...resource, ...seen, facts: serviceFacts(resource) };
      case 'Traffic':
        return { ...resource, ...seen, facts: { routes: [], settled: true } };
      case 'Endpoint':
        return { ...resource, ...seen, facts: { host: null } };
    }
  });
}

function serviceFacts({ target, spec }: Resource<'Service'>): ServiceFacts {
  const marks = { intent: null, commit: null, mergeRequest: null, hold: null, parkedAt: null };
  const revisions = [firstRevision(splitTarget(target).workload, spec.template)];
  return { marks, revisions, closely: false };
}

function firstRevision(workload: string, template: Template): ServiceFacts['revisions'][number] {
  const hash = templateHash(template);
  return {
    name: revisionName(workload, hash, 1),
    template: hash,
    version: template.environment['RUNWAY_VERSION'] ?? null,
    image: template.image,
    secrets: Object.values(template.secrets),
    createdAt: '1970-01-01T00:00:00Z',
    state: 'ready',
    message: '',
  };
}
