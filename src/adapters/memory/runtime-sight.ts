// The in-memory runtime's services in the words of observed state.

import { addressOf, targetOf } from '../../resources/address.ts';
import type { Share, Template, TemplateHash } from '../../resources/kinds.ts';
import type { Health, Observed, Revision } from '../../resources/resource.ts';
import { templateHash } from '../../resources/revision.ts';
import { canonical } from '../../resources/canonical.ts';
import type { MemoryRevision, MemoryService } from './runtime-world.ts';
import { hashOf, servingTemplate } from './runtime-world.ts';
import { byText } from '../../resources/text-order.ts';

/** `closely`: with all revisions, otherwise only those that serve. */
export function sightOf(
  service: MemoryService,
  look: { readonly environment: string; readonly closely: boolean },
): Observed<'Service' | 'Traffic' | 'Endpoint'>[] {
  const { region, workload } = service;
  const target = targetOf(look.environment, workload);
  const common = { target, region, owned: service.environment === look.environment };
  const settled = canonical(service.asked) === canonical(service.served);
  const template = servingTemplate(service);
  if (template === null) return [];
  const serves = (name: string) =>
    service.served.some(({ revision, percent }) => revision === name && percent > 0);
  return [
    {
      ...common,
      kind: 'Service',
      address: addressOf(target, 'Service', region),
      spec: {
        template,
        scaling: service.scaling,
        labels: { ...service.labels },
        unmanaged: { ...service.unmanaged },
      },
      health: serviceHealth(service, settled),
      facts: {
        marks: { ...service.marks },
        revisions: service.revisions
          .filter(({ name }) => look.closely || serves(name))
          .map((revision) => revisionOf(revision)),
        closely: look.closely,
      },
    },
    {
      ...common,
      kind: 'Traffic',
      address: addressOf(target, 'Traffic', region),
      spec: { shares: sharesOf(service) },
      health: settled ? HEALTHY : { status: 'progressing', message: 'Traffic is being moved.' },
      facts: { routes: [...service.served], settled },
    },
    {
      ...common,
      kind: 'Endpoint',
      address: addressOf(target, 'Endpoint', region),
      spec: service.endpoint,
      health: HEALTHY,
      facts: { host: `${workload}-${region}.run.test` },
    },
  ];
}

const HEALTHY: Health = { status: 'healthy' };

function serviceHealth(service: MemoryService, settled: boolean): Health {
  const newest = service.revisions.at(-1);
  if (newest?.state === 'starting') {
    return { status: 'progressing', message: `Revision ${newest.name} is starting.` };
  }
  if (newest?.state === 'failed') return { status: 'degraded', message: newest.message };
  return settled ? HEALTHY : { status: 'progressing', message: 'Traffic is being moved.' };
}

function sharesOf(service: MemoryService): Share[] {
  const percents = new Map<TemplateHash, number>();
  for (const { revision, percent } of service.served) {
    const hash = hashOf(service, revision);
    if (hash !== null && percent > 0) percents.set(hash, (percents.get(hash) ?? 0) + percent);
  }
  return [...percents]
    .map(([template, percent]) => ({ template, percent }))
    .sort((a, b) => b.percent - a.percent || byText(a.template, b.template));
}

function revisionOf({ name, template, createdAt, state, message }: MemoryRevision): Revision {
  return {
    name,
    template: templateHash(template),
    version: versionOf(template),
    image: template.image,
    secrets: Object.values(template.secrets),
    createdAt,
    state,
    message: state === 'failed' ? message : '',
  };
}

function versionOf({ environment }: Template): string | null {
  return environment['RUNWAY_VERSION'] ?? null;
}
